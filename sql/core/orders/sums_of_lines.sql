-- summary: Orders whose gross amount is not the sum of their lines.
-- tier: accuracy
-- severity: major
-- tolerance: 0
-- owner: Finance
-- table: orders
-- faulty: [gross_cents, order_items.amount_cents]
-- checks: raw_orders
-- fix: Look for a line with a wrong price or quantity, or one that was set aside when the file was loaded.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   currency: {type: text, title: Currency}
--   gross_cents: {type: money, title: Gross}
--   line_cents: {type: money, title: Line}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with line_sums as (
    select
        lines.order_id,
        sum(lines.amount_cents) as line_cents
    from raw_order_lines as lines
    where lines.is_current = 1
        and lines.is_return = 0
    group by lines.order_id
)

select
    orders.order_id,
    orders.currency,
    orders.gross_cents,
    coalesce(line_sums.line_cents, 0) as line_cents,
    known.net_cents as at_risk_cents
from raw_orders as orders
left join line_sums on line_sums.order_id = orders.order_id
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where orders.gross_cents <> coalesce(line_sums.line_cents, 0)
