-- summary: Parcels without a tracking number. Those of people who were erased have none.
-- tier: completeness
-- severity: minor
-- tolerance: 0.02
-- owner: Operations
-- table: shipments
-- checks: raw_shipments
-- fix: Ask the carrier for it.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   order_id: {type: id, title: Order, drill: order}
--   carrier: {type: text, title: Carrier}
select
    shipments.shipment_id,
    shipments.order_id,
    shipments.carrier
from raw_shipments as shipments
join raw_orders as orders on orders.order_id = shipments.order_id
left join raw_erased_customers as erased on erased.customer_id = orders.customer_id and erased.source = 'demo'
where erased.customer_id is null
    and coalesce(trim(shipments.tracking_number), '') = ''
