-- summary: Shipments with the order they belong to and whether each promise about them was kept by the as-of day.
-- grain: shipment_key
-- params: {as_of_day: integer}
-- indexes: [shipped_day, order_key]
-- columns:
--   shipment_key: {type: integer, title: Key}
--   shipment_id: {type: id, title: Shipment}
--   source: {type: text, title: Source}
--   order_key: {type: integer, title: Order key, note: 0 when the order is not there.}
--   order_id: {type: id, title: Order, drill: order}
--   customer_key: {type: integer, title: Customer key}
--   carrier: {type: text, title: Carrier}
--   service: {type: text, title: Service}
--   warehouse_key: {type: integer, title: Warehouse key}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   status: {type: text, title: Status, note: 'in transit, delivered or lost.'}
--   tracking_number: {type: text, title: Tracking number}
--   shipped_at: {type: timestamp, title: Shipped}
--   order_day: {type: integer, title: Order day}
--   ship_by_day: {type: integer, title: Ship by}
--   shipped_day: {type: integer, title: Day shipped}
--   promised_day: {type: integer, title: Day promised}
--   delivered_day: {type: integer, title: Day delivered}
--   seconds_to_ship: {type: integer, title: Seconds to ship, note: 'From the order until it was handed over; missing where the order is dated later.'}
--   days_to_deliver: {type: integer, title: Days to deliver, note: 'From the order day; missing where it is later.'}
--   days_late: {type: integer, title: Days late, note: After the promised day; until the as-of day while it has not come.}
--   is_tracked: {type: boolean, title: Tracked, note: Has a tracking number and was scanned by the carrier.}
--   is_shipped_late: {type: boolean, title: Shipped late, note: Handed over after the day by which it should have been.}
--   is_due: {type: boolean, title: Due, note: 'Delivered, or its promised day is over.'}
--   is_late: {type: boolean, title: Late, note: Due and not delivered by the promised day.}
--   weight_grams: {type: integer, title: Weight}
--   cost_cents: {type: integer, title: Cost}
--   charged_cents: {type: integer, title: Charged, note: 'Shipping charged for the order, on its first shipment.'}
with dated as (
    select
        shipments.*,
        ship_by.day_number as ship_by_day,
        shipped.day_number as shipped_day,
        promised.day_number as promised_day,
        delivered.day_number as delivered_day,
        row_number() over (order by shipments.source, shipments.shipment_id) as shipment_key,
        row_number() over (partition by shipments.source, shipments.order_id order by shipments.shipment_id) as parcel_number
    from stg_shipments as shipments
    join dim_date as shipped on shipped.date_day = shipments.shipped_date
    left join dim_date as ship_by on ship_by.date_day = shipments.ship_by_date
    left join dim_date as promised on promised.date_day = shipments.promised_date
    left join dim_date as delivered on delivered.date_day = shipments.delivered_date
),

placed as (
    select
        orders.*,
        cast(substr(orders.ordered_at, 12, 2) as integer) * 3600
            + cast(substr(orders.ordered_at, 15, 2) as integer) * 60
            + cast(substr(orders.ordered_at, 18, 2) as integer) as ordered_sec
    from fct_orders as orders
    where orders.source in (select distinct shipments.source from stg_shipments as shipments)
),

ordered as (
    select
        dated.shipment_key,
        dated.shipment_id,
        dated.source,
        coalesce(placed.order_key, 0) as order_key,
        dated.order_id,
        coalesce(placed.customer_key, 0) as customer_key,
        dated.carrier,
        dated.service,
        coalesce(warehouses.warehouse_key, 0) as warehouse_key,
        coalesce(placed.channel, 'Not recorded') as channel,
        coalesce(placed.platform, 'Not recorded') as platform,
        coalesce(placed.country, 'Not recorded') as country,
        coalesce(placed.region, 'Not recorded') as region,
        dated.status,
        dated.tracking_number,
        dated.shipped_at,
        placed.order_day,
        dated.ship_by_day,
        dated.shipped_day,
        dated.promised_day,
        dated.delivered_day,
        -- An order cannot be dated after its own delivery: where it is, its date is wrong and no duration is known.
        case
            when (dated.shipped_day - placed.order_day) * 86400 + dated.shipped_sec >= placed.ordered_sec
                then (dated.shipped_day - placed.order_day) * 86400 + dated.shipped_sec - placed.ordered_sec
        end as seconds_to_ship,
        case when dated.delivered_day >= placed.order_day then dated.delivered_day - placed.order_day end as days_to_deliver,
        coalesce(dated.delivered_day, :as_of_day) - dated.promised_day as days_after,
        case when dated.tracking_number <> 'Not recorded' then dated.is_scanned else 0 end as is_tracked,
        case when dated.shipped_day > dated.ship_by_day then 1 else 0 end as is_shipped_late,
        case when dated.delivered_day is not null or dated.promised_day < :as_of_day then 1 else 0 end as is_due,
        dated.weight_grams,
        dated.cost_cents,
        case when dated.parcel_number = 1 then coalesce(placed.shipping_cents, 0) else 0 end as charged_cents
    from dated
    left join placed on placed.source = dated.source and placed.order_id = dated.order_id
    left join dim_warehouses as warehouses on warehouses.warehouse_id = dated.warehouse_id
),

judged as (
    select
        ordered.*,
        case when ordered.days_after > 0 then ordered.days_after else 0 end as days_late,
        case when ordered.is_due = 1 and ordered.days_after > 0 then 1 else 0 end as is_late
    from ordered
)

select * from judged
