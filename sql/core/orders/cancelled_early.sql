-- summary: Orders that were cancelled before they were placed.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Operations
-- table: orders
-- faulty: [ordered_at, cancelled_at]
-- checks: raw_orders as orders where orders.cancelled_at is not null
-- fix: Correct the moment of the cancellation in the shop's system.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   cancelled_at: {type: timestamp, title: Cancelled}
select
    orders.order_id,
    orders.ordered_at,
    orders.cancelled_at
from raw_orders as orders
where orders.cancelled_at < orders.ordered_at
