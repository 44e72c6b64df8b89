-- summary: Returns that are valued at more than their line sold for.
-- tier: accuracy
-- severity: major
-- tolerance: 0.002
-- owner: Finance
-- table: returns
-- faulty: [value_cents]
-- checks: raw_returns
-- fix: Correct the value of the return.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   value_cents: {type: money, title: Value}
--   line_cents: {type: money, title: Line}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    returned.return_id,
    returned.order_id,
    returned.value_cents,
    lines.amount_cents - lines.discount_cents as line_cents,
    known.net_cents as at_risk_cents
from raw_returns as returned
join raw_order_lines as lines on lines.order_id = returned.order_id and lines.line_number = returned.line_number
    and lines.is_current = 1 and lines.is_return = 0
left join fct_orders as known on known.order_id = returned.order_id and known.source = 'demo'
where returned.value_cents > abs(lines.amount_cents) - lines.discount_cents
