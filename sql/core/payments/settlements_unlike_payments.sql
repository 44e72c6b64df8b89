-- summary: Batches whose payments are not the sum of the payments that name the batch.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Finance
-- table: settlements
-- faulty: [payments_cents, payments.settlement_id]
-- checks: raw_settlements
-- fix: Find the payment that is missing or there twice.
-- grain: settlement_id
-- params: {}
-- columns:
--   settlement_id: {type: id, title: Settlement}
--   provider: {type: text, title: Provider}
--   currency: {type: text, title: Currency}
--   payments_cents: {type: money, title: Payments}
--   named_cents: {type: money, title: Named}
with named as (
    select payments.settlement_id, sum(payments.amount_cents) as amount_cents
    from raw_payments as payments
    where payments.settlement_id is not null
    group by payments.settlement_id
)

select
    settlements.settlement_id,
    settlements.provider,
    settlements.currency,
    settlements.payments_cents,
    coalesce(named.amount_cents, 0) as named_cents
from raw_settlements as settlements
left join named on named.settlement_id = settlements.settlement_id
where settlements.payments_cents <> coalesce(named.amount_cents, 0)
