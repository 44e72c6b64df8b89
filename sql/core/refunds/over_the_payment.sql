-- summary: Refunds of more than was paid. Several refunds that only together are too much are another check.
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: refunds
-- faulty: [amount_cents]
-- checks: raw_refunds
-- fix: Claim the difference back, and correct the amount.
-- grain: refund_id
-- params: {}
-- columns:
--   refund_id: {type: id, title: Refund}
--   order_id: {type: id, title: Order, drill: order}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: money, title: Amount}
--   paid_cents: {type: money, title: Paid}
--   at_risk_cents: {type: money, title: Money at risk, note: What the order sold for before anything came back.}
select
    refunds.refund_id,
    refunds.order_id,
    refunds.currency,
    refunds.amount_cents,
    payments.amount_cents as paid_cents,
    known.gross_cents - known.discount_cents as at_risk_cents
from raw_refunds as refunds
join raw_payments as payments on payments.payment_id = refunds.payment_id
left join fct_orders as known on known.order_id = refunds.order_id and known.source = 'demo'
where refunds.amount_cents > payments.amount_cents
