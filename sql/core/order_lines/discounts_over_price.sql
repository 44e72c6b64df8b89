-- summary: Lines that are given a discount of more than they cost, or one of less than nothing.
-- tier: accuracy
-- severity: major
-- tolerance: 0
-- owner: Merchandising
-- table: order_items
-- faulty: [amount_cents, discount_cents]
-- checks: >-
--   raw_order_lines as lines where lines.is_current = 1 and lines.is_return = 0 and lines.amounts_are = 'gross' and
--   lines.amount_cents > 0
-- fix: Correct the discount of the line.
-- grain: line_id
-- params: {}
-- columns:
--   line_id: {type: id, title: Line}
--   order_id: {type: id, title: Order, drill: order}
--   line_number: {type: integer, title: Line number}
--   amount_cents: {type: money, title: Amount}
--   discount_cents: {type: money, title: Discount}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    lines.line_id,
    lines.order_id,
    lines.line_number,
    lines.amount_cents,
    lines.discount_cents,
    known.net_cents as at_risk_cents
from raw_order_lines as lines
left join fct_orders as known on known.order_id = lines.order_id and known.source = lines.source
where lines.is_current = 1
    and lines.is_return = 0
    and lines.amounts_are = 'gross'
    and lines.amount_cents > 0
    and (lines.discount_cents > lines.amount_cents or lines.discount_cents < 0)
