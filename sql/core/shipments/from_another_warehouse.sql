-- summary: First parcels of an order that left another warehouse than the order names.
-- tier: consistency
-- severity: minor
-- tolerance: 0.05
-- owner: Operations
-- table: shipments
-- checks: raw_shipments
-- fix: Set the warehouse of the order to the one that ships it.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   order_id: {type: id, title: Order, drill: order}
--   warehouse_id: {type: id, title: Warehouse}
--   order_warehouse_id: {type: id, title: Warehouse of the order}
with numbered as (
    select
        shipments.shipment_id,
        shipments.order_id,
        shipments.warehouse_id,
        row_number() over (partition by shipments.order_id order by shipments.shipped_at, shipments.shipment_id) as position
    from raw_shipments as shipments
)

select
    numbered.shipment_id,
    numbered.order_id,
    numbered.warehouse_id,
    orders.warehouse_id as order_warehouse_id
from numbered
join raw_orders as orders on orders.order_id = numbered.order_id
where numbered.position = 1
    and numbered.warehouse_id <> orders.warehouse_id
