-- summary: Chargebacks of more than was paid, or of a payment that is nowhere.
-- tier: accuracy
-- severity: major
-- tolerance: 0
-- owner: Finance
-- table: chargebacks
-- faulty: [payment_id, amount_cents]
-- checks: raw_chargebacks
-- fix: Answer the bank with the payment.
-- grain: chargeback_id
-- params: {}
-- columns:
--   chargeback_id: {type: id, title: Chargeback}
--   order_id: {type: id, title: Order, drill: order}
--   payment_id: {type: id, title: Payment}
--   amount_cents: {type: money, title: Amount}
--   paid_cents: {type: money, title: Paid}
select
    chargebacks.chargeback_id,
    chargebacks.order_id,
    chargebacks.payment_id,
    chargebacks.amount_cents,
    payments.amount_cents as paid_cents
from raw_chargebacks as chargebacks
left join raw_payments as payments on payments.payment_id = chargebacks.payment_id
where payments.payment_id is null
    or chargebacks.amount_cents > payments.amount_cents
