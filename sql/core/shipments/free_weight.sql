-- summary: Parcels without a weight, or a cost below nothing.
-- tier: validation
-- severity: minor
-- tolerance: 0.001
-- owner: Operations
-- table: shipments
-- checks: raw_shipments
-- fix: Weigh the parcel; carriers charge by weight.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   carrier: {type: text, title: Carrier}
--   weight_grams: {type: text, title: Weight grams}
--   cost_cents: {type: money, title: Cost, tag: cost}
select
    shipments.shipment_id,
    shipments.carrier,
    shipments.weight_grams,
    shipments.cost_cents
from raw_shipments as shipments
where coalesce(shipments.weight_grams, 0) <= 0
    or shipments.cost_cents < 0
