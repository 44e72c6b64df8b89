-- summary: Purchase orders without a line.
-- tier: completeness
-- severity: major
-- tolerance: 0
-- owner: Operations
-- table: purchase_orders
-- checks: raw_purchase_orders
-- fix: Load the lines, or delete the order.
-- grain: purchase_order_id
-- params: {}
-- columns:
--   purchase_order_id: {type: id, title: Purchase order}
--   vendor_id: {type: id, title: Vendor}
--   ordered_on: {type: date, title: Ordered}
select
    purchased.purchase_order_id,
    purchased.vendor_id,
    purchased.ordered_on
from raw_purchase_orders as purchased
left join raw_purchase_order_lines as lines on lines.purchase_order_id = purchased.purchase_order_id
where lines.line_number is null
