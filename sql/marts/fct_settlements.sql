-- summary: Batches that providers paid out, in their own currency.
-- grain: settlement_key
-- indexes: [settled_day]
-- columns:
--   settlement_key: {type: integer, title: Key}
--   settlement_id: {type: id, title: Settlement}
--   settled_day: {type: integer, title: Day}
--   provider: {type: text, title: Provider}
--   currency: {type: text, title: Currency}
--   payments_local_cents: {type: integer, title: Payments}
--   refunds_local_cents: {type: integer, title: Refunds}
--   chargebacks_local_cents: {type: integer, title: Chargebacks}
--   fees_local_cents: {type: integer, title: Fees}
--   settled_local_cents: {type: integer, title: Settled}
with settlements as (
    select
        row_number() over (order by batches.settlement_id) as settlement_key,
        batches.settlement_id,
        dates.day_number as settled_day,
        batches.provider,
        batches.currency,
        batches.payments_cents as payments_local_cents,
        batches.refunds_cents as refunds_local_cents,
        batches.chargebacks_cents as chargebacks_local_cents,
        batches.fees_cents as fees_local_cents,
        batches.settled_cents as settled_local_cents
    from stg_settlements as batches
    join dim_date as dates on dates.date_day = batches.settled_on
)

select * from settlements
