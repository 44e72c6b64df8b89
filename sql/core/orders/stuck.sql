-- summary: Orders of the last 90 days that were placed more than fourteen days ago and have not left the warehouse.
-- tier: completeness
-- severity: major
-- tolerance: 0.01
-- owner: Operations
-- table: orders
-- checks: >-
--   fct_orders as orders where orders.source = 'demo' and orders.status <> 'cancelled' and orders.order_day between :as_of_day -
--   90 and :as_of_day - 15
-- fix: Look for the order in the warehouse; tell the customer, ship it or cancel it.
-- grain: order_id
-- params: {as_of_day: integer}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   warehouse_id: {type: id, title: Warehouse}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with old as (
    select
        days.date_day
    from dim_date as days
    where days.day_number between :as_of_day - 90 and :as_of_day - 15
)

select
    orders.order_id,
    orders.ordered_at,
    orders.warehouse_id,
    known.net_cents as at_risk_cents
from raw_orders as orders
join old on old.date_day = substr(orders.ordered_at, 1, 10)
left join raw_shipments as shipments on shipments.order_id = orders.order_id
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where orders.status = 'placed'
    and shipments.shipment_id is null
