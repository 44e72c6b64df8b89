-- summary: Lines of a product that is not among the products.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Merchandising
-- table: order_items
-- faulty: [product_id, products.product_id]
-- checks: raw_order_lines as lines where lines.source = 'demo' and lines.is_current = 1
-- fix: Load the product, or correct the number on the line.
-- grain: line_id
-- params: {}
-- columns:
--   line_id: {type: id, title: Line}
--   order_id: {type: id, title: Order, drill: order}
--   line_number: {type: integer, title: Line number}
--   product_id: {type: id, title: Product}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    lines.line_id,
    lines.order_id,
    lines.line_number,
    lines.product_id,
    known.net_cents as at_risk_cents
from raw_order_lines as lines
left join raw_products as products on products.product_id = lines.product_id
left join fct_orders as known on known.order_id = lines.order_id and known.source = lines.source
where lines.source = 'demo'
    and lines.is_current = 1
    and products.product_id is null
