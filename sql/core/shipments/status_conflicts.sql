-- summary: Parcels that are delivered without a moment of delivery, or have one and are not.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Operations
-- table: shipments
-- faulty: [status, delivered_at]
-- checks: raw_shipments
-- fix: Ask the carrier for the status again.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   carrier: {type: text, title: Carrier}
--   status: {type: text, title: Status}
--   delivered_at: {type: timestamp, title: Delivered}
select
    shipments.shipment_id,
    shipments.carrier,
    shipments.status,
    shipments.delivered_at
from raw_shipments as shipments
where (shipments.status = 'delivered' and shipments.delivered_at is null)
    or (shipments.status <> 'delivered' and shipments.delivered_at is not null)
