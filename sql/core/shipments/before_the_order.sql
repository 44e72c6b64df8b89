-- summary: Parcels that left the warehouse before their order was placed.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Operations
-- table: shipments
-- faulty: [shipped_at]
-- checks: raw_shipments
-- fix: Correct the moment of the order or of the parcel.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   shipped_at: {type: timestamp, title: Shipped}
select
    shipments.shipment_id,
    shipments.order_id,
    orders.ordered_at,
    shipments.shipped_at
from raw_shipments as shipments
join raw_orders as orders on orders.order_id = shipments.order_id
where shipments.shipped_at < orders.ordered_at
