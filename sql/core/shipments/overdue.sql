-- summary: Parcels that have been in transit for more than 30 days.
-- tier: completeness
-- severity: major
-- tolerance: 0.1
-- owner: Operations
-- table: shipments
-- faulty: [status]
-- checks: raw_shipments as shipments where shipments.status = 'in transit'
-- fix: Ask the carrier to look for them, and refund or send again.
-- grain: shipment_id
-- params: {as_of_day: integer}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   order_id: {type: id, title: Order, drill: order}
--   carrier: {type: text, title: Carrier}
--   shipped_at: {type: timestamp, title: Shipped}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 30
)

select
    shipments.shipment_id,
    shipments.order_id,
    shipments.carrier,
    shipments.shipped_at,
    known.net_cents as at_risk_cents
from raw_shipments as shipments
cross join limits
left join fct_orders as known on known.order_id = shipments.order_id and known.source = 'demo'
where shipments.status = 'in transit'
    and substr(shipments.shipped_at, 1, 10) < limits.date_day
