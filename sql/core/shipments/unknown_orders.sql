-- summary: Parcels of an order that is not among the orders.
-- tier: consistency
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: shipments
-- faulty: [order_id]
-- checks: raw_shipments
-- fix: Load the order, or find out whose parcel it is.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   order_id: {type: id, title: Order, drill: order}
--   shipped_at: {type: timestamp, title: Shipped}
select
    shipments.shipment_id,
    shipments.order_id,
    shipments.shipped_at
from raw_shipments as shipments
left join raw_orders as orders on orders.order_id = shipments.order_id
where orders.order_id is null
