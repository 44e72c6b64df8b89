-- summary: Orders that were placed and come to less than nothing. An order that a discount pays for in full comes to nothing.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Finance
-- table: orders
-- faulty: [total_cents]
-- checks: raw_orders as orders where orders.status = 'placed'
-- fix: Correct the amounts of the order; what goes back to a customer is a return or a refund.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   total_cents: {type: money, title: Total}
select
    orders.order_id,
    orders.ordered_at,
    orders.total_cents
from raw_orders as orders
where orders.status = 'placed'
    and orders.total_cents < 0
