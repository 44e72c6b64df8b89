-- summary: Payments of an order that is not among the orders.
-- tier: consistency
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: payments
-- faulty: [order_id]
-- checks: raw_payments
-- fix: Load the order, or give the money back.
-- grain: payment_id
-- params: {}
-- columns:
--   payment_id: {type: id, title: Payment}
--   order_id: {type: id, title: Order, drill: order}
--   captured_at: {type: timestamp, title: Captured}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: money, title: Amount}
select
    payments.payment_id,
    payments.order_id,
    payments.captured_at,
    payments.currency,
    payments.amount_cents
from raw_payments as payments
left join raw_orders as orders on orders.order_id = payments.order_id
where orders.order_id is null
