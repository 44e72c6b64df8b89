-- summary: Refunds of a payment or an order that is nowhere, or of another order than their payment is.
-- tier: consistency
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: refunds
-- faulty: [order_id, payment_id]
-- checks: raw_refunds
-- fix: Find the payment, or claim the money back.
-- grain: refund_id
-- params: {}
-- columns:
--   refund_id: {type: id, title: Refund}
--   order_id: {type: id, title: Order, drill: order}
--   payment_id: {type: id, title: Payment}
--   amount_cents: {type: money, title: Amount}
select
    refunds.refund_id,
    refunds.order_id,
    refunds.payment_id,
    refunds.amount_cents
from raw_refunds as refunds
left join raw_payments as payments on payments.payment_id = refunds.payment_id
left join raw_orders as orders on orders.order_id = refunds.order_id
where payments.payment_id is null
    or orders.order_id is null
    or payments.order_id <> refunds.order_id
