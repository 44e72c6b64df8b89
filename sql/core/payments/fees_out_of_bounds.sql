-- summary: Payments whose fee is below nothing or more than a tenth of the amount and fifty cents.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.01
-- owner: Finance
-- table: payments
-- checks: raw_payments as payments where payments.amount_cents > 0
-- fix: Compare the fee with the contract of the provider.
-- grain: payment_id
-- params: {}
-- columns:
--   payment_id: {type: id, title: Payment}
--   method: {type: text, title: Method}
--   amount_cents: {type: money, title: Amount}
--   fee_cents: {type: money, title: Fee}
select
    payments.payment_id,
    payments.method,
    payments.amount_cents,
    payments.fee_cents
from raw_payments as payments
where payments.amount_cents > 0
    and (payments.fee_cents < 0 or payments.fee_cents * 10 > payments.amount_cents + 500)
