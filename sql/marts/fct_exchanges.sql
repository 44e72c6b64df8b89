-- summary: Returns of which other goods were wanted instead of money, with what was sent.
-- grain: exchange_key
-- indexes: [requested_day, return_key]
-- columns:
--   exchange_key: {type: integer, title: Key}
--   exchange_id: {type: id, title: Exchange}
--   source: {type: text, title: Source}
--   return_key: {type: integer, title: Return key}
--   order_key: {type: integer, title: Order key, note: 0 when the order is not there.}
--   order_id: {type: id, title: Order, drill: order}
--   customer_key: {type: integer, title: Customer key}
--   product_key: {type: integer, title: Product key, note: Of the product wanted; likewise category and brand.}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   reason: {type: text, title: Reason}
--   kind: {type: text, title: Kind, note: 'Other size, Same again or Other product.'}
--   status: {type: text, title: Status, note: 'requested, agreed, shipped or refused.'}
--   requested_day: {type: integer, title: Day requested}
--   shipped_day: {type: integer, title: Day sent}
--   days_to_exchange: {type: integer, title: Days to exchange, note: From the request until the replacement was sent.}
--   is_refused: {type: boolean, title: Refused}
--   is_decided: {type: boolean, title: Decided}
--   units: {type: integer, title: Units}
--   value_cents: {type: integer, title: Value of what came back}
--   price_difference_cents: {type: integer, title: Price difference, note: Of the replacement to what came back. Not charged.}
with exchanged as (
    select
        row_number() over (order by swapped.source, swapped.exchange_id) as exchange_key,
        swapped.exchange_id,
        swapped.source,
        returned.return_key,
        returned.order_key,
        returned.order_id,
        returned.customer_key,
        coalesce(products.product_key, 0) as product_key,
        coalesce(products.category, 'Not recorded') as category,
        coalesce(products.brand, 'Not recorded') as brand,
        returned.channel,
        returned.platform,
        returned.country,
        returned.region,
        returned.reason,
        swapped.kind,
        swapped.status,
        requested.day_number as requested_day,
        shipped.day_number as shipped_day,
        shipped.day_number - requested.day_number as days_to_exchange,
        case when swapped.status = 'refused' then 1 else 0 end as is_refused,
        case when swapped.status = 'requested' then 0 else 1 end as is_decided,
        swapped.quantity as units,
        returned.value_cents,
        swapped.price_difference_cents
    from stg_exchanges as swapped
    join fct_return_lines as returned on returned.source = swapped.source and returned.return_id = swapped.return_id
    join dim_date as requested on requested.date_day = swapped.requested_date
    left join dim_date as shipped on shipped.date_day = swapped.shipped_date
    left join dim_products as products on products.source = swapped.source and products.product_id = swapped.product_id
)

select * from exchanged
