-- summary: >-
--   Orders that left the warehouse more than seven days ago and of which no payment was captured. What is paid at the door comes
--   later.
-- tier: consistency
-- severity: major
-- tolerance: 0.002
-- owner: Finance
-- table: orders
-- faulty: [payments.order_id]
-- checks: >-
--   fct_orders as orders where orders.source = 'demo' and exists (select 1 from raw_shipments as shipments where
--   shipments.order_id = orders.order_id)
-- fix: Ask the customer or the carrier for the money.
-- grain: order_id
-- params: {as_of_day: integer}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   payment_method: {type: text, title: Payment method}
--   shipped_at: {type: timestamp, title: Shipped}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with parcels as (
    select shipments.order_id, min(shipments.shipped_at) as shipped_at
    from raw_shipments as shipments
    group by shipments.order_id
),

weekly as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 7
)

select
    orders.order_id,
    orders.payment_method,
    parcels.shipped_at,
    known.net_cents as at_risk_cents
from raw_orders as orders
join parcels on parcels.order_id = orders.order_id
join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
cross join weekly
left join raw_payments as payments on payments.order_id = orders.order_id
where payments.payment_id is null
    and orders.total_cents > 0
    and substr(parcels.shipped_at, 1, 10) < weekly.date_day
