-- summary: Lines that customers asked to send back, with the reason, the steps taken and their value.
-- grain: return_key
-- params: {reporting_currency: text}
-- indexes: [requested_day, order_key, product_key]
-- columns:
--   return_key: {type: integer, title: Key}
--   return_id: {type: id, title: Return}
--   source: {type: text, title: Source}
--   order_key: {type: integer, title: Order key, note: 0 when the order is not there.}
--   order_id: {type: id, title: Order, drill: order}
--   customer_key: {type: integer, title: Customer key}
--   product_key: {type: integer, title: Product key}
--   vendor_key: {type: integer, title: Vendor key, note: Of who supplies the product now.}
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   currency: {type: text, title: Currency}
--   reason: {type: text, title: Reason}
--   condition: {type: text, title: Condition}
--   status: {type: text, title: Status, note: 'requested, received, processed, exchanged or rejected.'}
--   order_day: {type: integer, title: Order day}
--   requested_day: {type: integer, title: Day requested}
--   received_day: {type: integer, title: Day received}
--   processed_day: {type: integer, title: Day processed}
--   days_kept: {type: integer, title: Days kept, note: From the delivery of the order's last shipment until it was asked for; empty where the dates contradict that.}
--   days_to_process: {type: integer, title: Days to process, note: 'From the request to the decision; missing where the request is dated before the order.'}
--   is_processed: {type: boolean, title: Processed, note: 'Accepted and taken back, for money or in exchange.'}
--   is_decided: {type: boolean, title: Decided, note: Processed or rejected.}
--   is_exchange: {type: boolean, title: For exchange, note: Other goods were wanted instead of money.}
--   is_exchanged: {type: boolean, title: Exchanged, note: Taken back in exchange; nothing is paid back.}
--   is_resaleable: {type: boolean, title: Resaleable}
--   units: {type: integer, title: Units}
--   value_cents: {type: integer, title: Value}
--   value_local_cents: {type: integer, title: Value}
with deliveries as (
    select shipments.order_key, max(shipments.delivered_day) as delivered_day
    from fct_shipments as shipments
    where shipments.order_key > 0
    group by shipments.order_key
),

dated as (
    select
        returned.*,
        requested.day_number as requested_day,
        received.day_number as received_day,
        processed.day_number as processed_day,
        row_number() over (order by returned.source, returned.return_id) as return_key
    from stg_returns as returned
    join dim_date as requested on requested.date_day = returned.requested_date
    left join dim_date as received on received.date_day = returned.received_date
    left join dim_date as processed on processed.date_day = returned.processed_date
),

rated as (
    -- The factor is a hair above the rate, so that a tie such as 1.15 x 50 cents is a tie in binary too.
    select
        orders.*,
        case when orders.currency = :reporting_currency then cast(1 as double precision) else rates.rate * 1.00000000000001 end as factor
    from fct_orders as orders
    left join dim_rates as rates on rates.rate_day = orders.order_day and rates.currency = orders.currency
    where orders.source in (select distinct returned.source from stg_returns as returned)
),

linked as (
    select
        dated.return_key,
        dated.return_id,
        dated.source,
        coalesce(rated.order_key, 0) as order_key,
        dated.order_id,
        coalesce(rated.customer_key, 0) as customer_key,
        coalesce(products.product_key, 0) as product_key,
        coalesce(vendors.vendor_key, 0) as vendor_key,
        coalesce(vendors.vendor_id, 'Not recorded') as vendor_id,
        coalesce(products.category, 'Not recorded') as category,
        coalesce(products.brand, 'Not recorded') as brand,
        coalesce(rated.channel, 'Not recorded') as channel,
        coalesce(rated.platform, 'Not recorded') as platform,
        coalesce(rated.country, 'Not recorded') as country,
        coalesce(rated.region, 'Not recorded') as region,
        coalesce(rated.currency, :reporting_currency) as currency,
        dated.reason,
        dated.condition,
        dated.status,
        rated.order_day,
        dated.requested_day,
        dated.received_day,
        dated.processed_day,
        case when dated.requested_day >= deliveries.delivered_day then dated.requested_day - deliveries.delivered_day end as days_kept,
        case when dated.requested_day >= rated.order_day then dated.processed_day - dated.requested_day end as days_to_process,
        case when dated.status in ('processed', 'exchanged') then 1 else 0 end as is_processed,
        case when dated.status in ('processed', 'exchanged', 'rejected') then 1 else 0 end as is_decided,
        case when swapped.return_id is null then 0 else 1 end as is_exchange,
        case when dated.status = 'exchanged' then 1 else 0 end as is_exchanged,
        dated.is_resaleable,
        dated.quantity as units,
        cast(floor(dated.value_local_cents * coalesce(rated.factor, 1) + 0.5) as bigint) as value_cents,
        dated.value_local_cents
    from dated
    left join rated on rated.source = dated.source and rated.order_id = dated.order_id
    left join deliveries on deliveries.order_key = rated.order_key
    left join stg_exchanges as swapped on swapped.source = dated.source and swapped.return_id = dated.return_id
    left join dim_products as products on products.source = dated.source and products.product_id = dated.product_id
    left join stg_products as goods on goods.source = dated.source and goods.product_id = dated.product_id
    left join dim_vendors as vendors on vendors.vendor_id = goods.vendor_id
)

select * from linked
