-- summary: Payments that were captured on a day before their order was placed.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Finance
-- table: payments
-- faulty: [captured_at]
-- checks: raw_payments
-- fix: Correct the date of the order or of the payment.
-- grain: payment_id
-- params: {}
-- columns:
--   payment_id: {type: id, title: Payment}
--   order_id: {type: id, title: Order, drill: order}
--   captured_at: {type: timestamp, title: Captured}
--   ordered_at: {type: timestamp, title: Placed}
select
    payments.payment_id,
    payments.order_id,
    payments.captured_at,
    orders.ordered_at
from raw_payments as payments
join raw_orders as orders on orders.order_id = payments.order_id
where substr(payments.captured_at, 1, 10) < substr(orders.ordered_at, 1, 10)
