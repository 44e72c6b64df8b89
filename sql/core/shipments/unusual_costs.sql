-- summary: >-
--   Parcels that cost more than eight times what their carrier's service costs for a parcel to the same country, and more than
--   50.00.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.005
-- owner: Operations
-- table: shipments
-- checks: raw_shipments as shipments where shipments.cost_cents > 0
-- fix: Compare the invoice of the carrier with the weight.
-- grain: shipment_id
-- params: {}
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   carrier: {type: text, title: Carrier}
--   service: {type: text, title: Service}
--   weight_grams: {type: text, title: Weight grams}
--   cost_cents: {type: money, title: Cost, tag: cost}
with priced as (
    select
        shipments.shipment_id,
        shipments.carrier,
        shipments.service,
        regions.country,
        shipments.weight_grams,
        shipments.cost_cents
    from raw_shipments as shipments
    join raw_orders as orders on orders.order_id = shipments.order_id
    join raw_regions as regions on regions.region = orders.region
    where shipments.cost_cents > 0
),

usual as (
    select priced.carrier, priced.service, priced.country, avg(priced.cost_cents) as usual
    from priced
    group by priced.carrier, priced.country, priced.service
)

select
    priced.shipment_id,
    priced.carrier,
    priced.service,
    priced.weight_grams,
    priced.cost_cents
from priced
join usual on usual.carrier = priced.carrier and usual.service = priced.service and usual.country = priced.country
where priced.cost_cents > 8 * usual.usual
    and priced.cost_cents > 5000
