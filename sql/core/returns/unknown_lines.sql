-- summary: Returns of a line that no order has.
-- tier: consistency
-- severity: critical
-- tolerance: 0
-- owner: Customer service
-- table: returns
-- faulty: [order_id, line_number]
-- checks: raw_returns
-- fix: Find the order that the goods belong to.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   line_number: {type: integer, title: Line number}
--   product_id: {type: id, title: Product}
select
    returned.return_id,
    returned.order_id,
    returned.line_number,
    returned.product_id
from raw_returns as returned
left join raw_order_lines as lines on lines.order_id = returned.order_id and lines.line_number = returned.line_number
    and lines.is_current = 1 and lines.is_return = 0
where lines.line_id is null
