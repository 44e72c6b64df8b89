-- summary: Lines that sell a product at nothing or less. A gift has its price, and a discount of the same amount.
-- tier: validation
-- severity: critical
-- tolerance: 0
-- owner: Merchandising
-- table: order_items
-- faulty: [unit_price, amount_cents]
-- checks: >-
--   raw_order_lines as lines where lines.is_current = 1 and lines.is_return = 0 and lines.kind = 'product' and lines.unit_price
--   is not null
-- fix: Correct the price of the line, or book a gift as a discount.
-- grain: line_id
-- params: {}
-- columns:
--   line_id: {type: id, title: Line}
--   order_id: {type: id, title: Order, drill: order}
--   line_number: {type: integer, title: Line number}
--   product_id: {type: id, title: Product}
--   unit_price: {type: text, title: Unit price}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    lines.line_id,
    lines.order_id,
    lines.line_number,
    lines.product_id,
    lines.unit_price,
    known.net_cents as at_risk_cents
from raw_order_lines as lines
left join fct_orders as known on known.order_id = lines.order_id and known.source = lines.source
where lines.is_current = 1
    and lines.is_return = 0
    and lines.kind = 'product'
    and (substr(lines.unit_price, 1, 1) = '-' or replace(replace(lines.unit_price, '0', ''), '.', '') = '')
