-- summary: Orders that were placed before the day on which the account of their customer was made.
-- tier: consistency
-- severity: minor
-- tolerance: 0.001
-- owner: Customer service
-- table: orders
-- checks: raw_orders as orders where orders.customer_id is not null
-- fix: Correct the day of the account or of the order.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   customer_id: {type: id, title: Customer}
--   ordered_at: {type: timestamp, title: Placed}
--   signed_up_at: {type: timestamp, title: Signed up}
select
    orders.order_id,
    orders.customer_id,
    orders.ordered_at,
    customers.signed_up_at
from raw_orders as orders
join raw_customers as customers on customers.customer_id = orders.customer_id
where substr(orders.ordered_at, 1, 10) < substr(customers.signed_up_at, 1, 10)
