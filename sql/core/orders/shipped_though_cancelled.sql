-- summary: Orders that left the warehouse after they had been cancelled.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Operations
-- table: orders
-- faulty: [status, cancelled_at, shipments.shipped_at]
-- checks: raw_orders as orders where orders.status = 'cancelled'
-- fix: Ask for the parcel back, and stop cancelled orders before they are packed.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   cancelled_at: {type: timestamp, title: Cancelled}
--   shipped_at: {type: timestamp, title: Shipped}
--   at_risk_cents: {type: money, title: Money at risk, note: 'What the order was to come to, goods that were sent without being paid for.'}
with parcels as (
    select
        shipments.order_id,
        min(shipments.shipped_at) as shipped_at
    from raw_shipments as shipments
    group by shipments.order_id
)

select
    orders.order_id,
    orders.cancelled_at,
    parcels.shipped_at,
    known.gross_cents - known.discount_cents as at_risk_cents
from raw_orders as orders
join parcels on parcels.order_id = orders.order_id
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where orders.status = 'cancelled'
    and parcels.shipped_at > orders.cancelled_at
