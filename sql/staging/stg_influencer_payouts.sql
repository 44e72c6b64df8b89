-- summary: What is owed to influencers, line by line.
-- grain: payout_id
-- columns:
--   source: {type: text, title: Source}
--   payout_id: {type: id, title: Payout}
--   contract_id: {type: id, title: Contract}
--   post_id: {type: id, title: Post}
--   order_id: {type: id, title: Order, note: Missing for a fee.}
--   earned_date: {type: date, title: Earned}
--   amount_cents: {type: integer, title: Amount}
--   agency_cents: {type: integer, title: Agency}
--   paid_date: {type: date, title: Paid}
with loaded as (
    select payouts.*
    from raw_influencer_payouts as payouts
    where payouts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.payout_id,
        loaded.contract_id,
        loaded.post_id,
        loaded.order_id,
        loaded.earned_on as earned_date,
        loaded.amount_cents,
        loaded.agency_cents,
        loaded.paid_on as paid_date
    from loaded
)

select * from cleaned
