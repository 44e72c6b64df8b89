-- summary: Lines of a product on a day before its first or after its last day on sale.
-- tier: consistency
-- severity: minor
-- tolerance: 0.01
-- owner: Merchandising
-- table: order_items
-- checks: raw_order_lines as lines where lines.source = 'demo' and lines.is_current = 1 and lines.is_return = 0
-- fix: Correct the days of the product, or stop selling it.
-- grain: line_id
-- params: {}
-- columns:
--   line_id: {type: id, title: Line}
--   order_id: {type: id, title: Order, drill: order}
--   line_number: {type: integer, title: Line number}
--   product_id: {type: id, title: Product}
--   ordered_at: {type: timestamp, title: Placed}
--   listed_on: {type: date, title: Listed}
--   delisted_on: {type: date, title: Delisted}
select
    lines.line_id,
    lines.order_id,
    lines.line_number,
    lines.product_id,
    lines.ordered_at,
    products.listed_on,
    products.delisted_on
from raw_order_lines as lines
join raw_products as products on products.product_id = lines.product_id
where lines.is_current = 1
    and lines.is_return = 0
    and (substr(lines.ordered_at, 1, 10) < products.listed_on or substr(lines.ordered_at, 1, 10) > products.delisted_on)
