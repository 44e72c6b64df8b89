-- summary: Lines that sell no unit or fewer. What comes back is a return, not an order.
-- tier: validation
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: order_items
-- faulty: [quantity]
-- checks: >-
--   raw_order_lines as lines where lines.is_current = 1 and lines.is_return = 0 and lines.kind = 'product' and lines.quantity is
--   not null
-- fix: Correct the quantity, or book the line as a return.
-- grain: line_id
-- params: {}
-- columns:
--   line_id: {type: id, title: Line}
--   order_id: {type: id, title: Order, drill: order}
--   line_number: {type: integer, title: Line number}
--   product_id: {type: id, title: Product}
--   quantity: {type: integer, title: Quantity}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    lines.line_id,
    lines.order_id,
    lines.line_number,
    lines.product_id,
    lines.quantity,
    known.net_cents as at_risk_cents
from raw_order_lines as lines
left join fct_orders as known on known.order_id = lines.order_id and known.source = lines.source
where lines.is_current = 1
    and lines.is_return = 0
    and lines.kind = 'product'
    and lines.quantity <= 0
