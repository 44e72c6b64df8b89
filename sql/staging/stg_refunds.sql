-- summary: Money given back, with what it was given for and how.
-- grain: refund_id
-- columns:
--   refund_id: {type: id, title: Refund}
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   payment_id: {type: id, title: Payment}
--   return_id: {type: id, title: Return}
--   refunded_at: {type: timestamp, title: Refunded at}
--   reason: {type: text, title: Reason}
--   tender: {type: text, title: Tender}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: integer, title: Amount}
--   settlement_id: {type: id, title: Settlement}
with loaded as (
    select
        refunds.refund_id,
        'demo' as source,
        refunds.order_id,
        refunds.payment_id,
        refunds.return_id,
        refunds.refunded_at,
        coalesce(nullif(trim(refunds.reason), ''), 'Not recorded') as reason,
        coalesce(nullif(trim(refunds.tender), ''), 'Not recorded') as tender,
        coalesce(nullif(trim(refunds.currency), ''), 'Not recorded') as currency,
        refunds.amount_cents,
        refunds.settlement_id
    from raw_refunds as refunds
    where refunds.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
