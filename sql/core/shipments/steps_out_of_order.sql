-- summary: Parcels that were delivered or scanned before they left.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Operations
-- table: shipments
-- faulty: [shipped_at, first_scan_at, delivered_at]
-- checks: raw_shipments
-- fix: Ask the carrier for the moments again.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   carrier: {type: text, title: Carrier}
--   shipped_at: {type: timestamp, title: Shipped}
--   first_scan_at: {type: timestamp, title: First scan}
--   delivered_at: {type: timestamp, title: Delivered}
select
    shipments.shipment_id,
    shipments.carrier,
    shipments.shipped_at,
    shipments.first_scan_at,
    shipments.delivered_at
from raw_shipments as shipments
where shipments.delivered_at < shipments.shipped_at
    or shipments.first_scan_at < shipments.shipped_at
    or shipments.delivered_at < shipments.first_scan_at
