-- summary: Returns whose product is not that of the line that they name.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Customer service
-- table: returns
-- faulty: [product_id]
-- checks: raw_returns
-- fix: Correct the line or the product of the return.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   product_id: {type: id, title: Product}
--   line_product_id: {type: id, title: Product of the line}
select
    returned.return_id,
    returned.order_id,
    returned.product_id,
    lines.product_id as line_product_id
from raw_returns as returned
join raw_order_lines as lines on lines.order_id = returned.order_id and lines.line_number = returned.line_number
    and lines.is_current = 1 and lines.is_return = 0
where lines.product_id <> returned.product_id
