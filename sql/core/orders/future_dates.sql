-- summary: Orders that are dated after the last day of the data.
-- tier: validation
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: orders
-- faulty: [ordered_at]
-- checks: raw_orders
-- fix: Correct the date of the order; a year that is mistyped puts its sales into a month that is not over.
-- grain: order_id
-- params: {as_of_date: date}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    orders.order_id,
    orders.ordered_at,
    known.net_cents as at_risk_cents
from raw_orders as orders
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where substr(orders.ordered_at, 1, 10) > :as_of_date
