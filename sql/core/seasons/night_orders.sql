-- summary: Orders of the last 28 days between midnight and five that are over ten times the usual size.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.02
-- owner: Fraud
-- table: orders
-- checks: fct_orders as orders where orders.order_day between :as_of_day - 27 and :as_of_day
-- fix: Review the order before it leaves the warehouse.
-- grain: order_key
-- params: {as_of_day: integer}
-- columns:
--   order_key: {type: integer, title: Order key}
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with usual as (
    select cast(sum(orders.net_cents) as double precision) / nullif(count(*), 0) as usual
    from fct_orders as orders
    where orders.order_day between :as_of_day - 209 and :as_of_day - 28
)

select
    orders.order_key,
    orders.order_id,
    orders.ordered_at,
    orders.net_cents as at_risk_cents
from fct_orders as orders
cross join usual
where orders.order_day between :as_of_day - 27 and :as_of_day
    and orders.order_hour < 5
    and orders.net_cents > 10 * usual.usual
