-- summary: Payments of which more was given back than was taken, all refunds together.
-- tier: accuracy
-- severity: major
-- tolerance: 0
-- owner: Finance
-- table: refunds
-- faulty: [amount_cents]
-- checks: (select distinct refunds.payment_id from raw_refunds as refunds) as refunded
-- fix: Claim the difference back, and correct the amounts.
-- grain: payment_id
-- params: {}
-- columns:
--   payment_id: {type: id, title: Payment}
--   refund_count: {type: integer, title: Refund count}
--   refunded_cents: {type: money, title: Refunded}
--   paid_cents: {type: money, title: Paid}
select
    refunds.payment_id,
    count(*) as refund_count,
    sum(refunds.amount_cents) as refunded_cents,
    max(payments.amount_cents) as paid_cents
from raw_refunds as refunds
join raw_payments as payments on payments.payment_id = refunds.payment_id
group by refunds.payment_id
having sum(refunds.amount_cents) > max(payments.amount_cents)
