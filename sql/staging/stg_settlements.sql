-- summary: Batches that providers paid out.
-- grain: settlement_id
-- columns:
--   settlement_id: {type: id, title: Settlement}
--   provider: {type: text, title: Provider}
--   settled_on: {type: date, title: Settled on}
--   currency: {type: text, title: Currency}
--   payments_cents: {type: integer, title: Payments}
--   refunds_cents: {type: integer, title: Refunds}
--   chargebacks_cents: {type: integer, title: Chargebacks}
--   fees_cents: {type: integer, title: Fees}
--   settled_cents: {type: integer, title: Settled}
with loaded as (
    select
        settlements.settlement_id,
        coalesce(nullif(trim(settlements.provider), ''), 'Not recorded') as provider,
        settlements.settled_on,
        coalesce(nullif(trim(settlements.currency), ''), 'Not recorded') as currency,
        settlements.payments_cents,
        settlements.refunds_cents,
        settlements.chargebacks_cents,
        settlements.fees_cents,
        settlements.settled_cents
    from raw_settlements as settlements
    where settlements.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
