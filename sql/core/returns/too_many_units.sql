-- summary: Returns of more units than the line that they name has.
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: returns
-- faulty: [quantity]
-- checks: raw_returns
-- fix: Count what came back, and correct the return before it is paid for.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   line_number: {type: integer, title: Line number}
--   quantity: {type: integer, title: Quantity}
--   bought_quantity: {type: integer, title: Bought quantity}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    returned.return_id,
    returned.order_id,
    returned.line_number,
    returned.quantity,
    lines.quantity as bought_quantity,
    known.net_cents as at_risk_cents
from raw_returns as returned
join raw_order_lines as lines on lines.order_id = returned.order_id and lines.line_number = returned.line_number
    and lines.is_current = 1 and lines.is_return = 0
left join fct_orders as known on known.order_id = returned.order_id and known.source = 'demo'
where returned.quantity > abs(lines.quantity)
