-- summary: Parcels whose tracking number another parcel of the same carrier has.
-- tier: validation
-- severity: major
-- tolerance: 0.001
-- owner: Operations
-- table: shipments
-- faulty: [tracking_number]
-- checks: raw_shipments as shipments where shipments.tracking_number is not null
-- fix: Ask the carrier which of the parcels it is.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   carrier: {type: text, title: Carrier}
--   tracking_number: {type: text, title: Tracking number, tag: address}
with counted as (
    select shipments.carrier, shipments.tracking_number, count(*) as held
    from raw_shipments as shipments
    where shipments.tracking_number is not null
    group by shipments.carrier, shipments.tracking_number
    having count(*) > 1
)

select
    shipments.shipment_id,
    shipments.carrier,
    shipments.tracking_number
from raw_shipments as shipments
join counted on counted.carrier = shipments.carrier and counted.tracking_number = shipments.tracking_number
