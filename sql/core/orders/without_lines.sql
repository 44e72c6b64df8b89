-- summary: Orders without a single line.
-- tier: completeness
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: orders
-- checks: raw_orders
-- fix: Load the lines of the order, or delete it in the shop's system.
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
left join raw_order_lines as lines on lines.order_id = orders.order_id and lines.is_current = 1 and lines.is_return = 0
where lines.line_id is null
