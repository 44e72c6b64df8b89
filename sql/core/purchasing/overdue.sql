-- summary: Lines of purchase orders that are open 60 days after the agreed day.
-- tier: completeness
-- severity: major
-- tolerance: 0.05
-- owner: Operations
-- table: purchase_order_lines
-- faulty: [closed_on]
-- checks: raw_purchase_order_lines
-- fix: Ask the vendor, or close the line.
-- grain: purchase_order_id, line_number
-- params: {as_of_day: integer}
-- columns:
--   purchase_order_id: {type: id, title: Purchase order}
--   line_number: {type: integer, title: Line number}
--   product_id: {type: id, title: Product}
--   expected_on: {type: date, title: Expected}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 60
)

select
    lines.purchase_order_id,
    lines.line_number,
    lines.product_id,
    purchased.expected_on
from raw_purchase_order_lines as lines
join raw_purchase_orders as purchased on purchased.purchase_order_id = lines.purchase_order_id
cross join limits
where lines.closed_on is null
    and purchased.expected_on < limits.date_day
