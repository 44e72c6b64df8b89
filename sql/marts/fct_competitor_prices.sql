-- summary: Prices of competitors beside our list price of the same product on the same day.
-- grain: price_key
-- indexes: [observed_day, product_key]
-- columns:
--   price_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   competitor: {type: text, title: Competitor}
--   product_key: {type: integer, title: Product key, note: 0 when it was never sold.}
--   product_id: {type: id, title: Product, drill: product}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   observed_day: {type: integer, title: Day}
--   is_available: {type: boolean, title: Available}
--   is_compared: {type: boolean, title: Compared, note: 'Available there, with a list price here, and neither more than three times the other.'}
--   is_cheaper: {type: boolean, title: Cheaper, note: Compared and below our price.}
--   price_cents: {type: integer, title: Price}
--   own_price_cents: {type: integer, title: Our list price}
with periods as (
    select
        prices.product_id,
        prices.source,
        prices.valid_from,
        lead(prices.valid_from) over (partition by prices.source, prices.product_id order by prices.valid_from) as valid_until,
        prices.price_cents
    from stg_price_history as prices
),

dated as (
    select
        asked.*,
        observed.day_number as observed_day,
        periods.price_cents as own_price_cents,
        row_number() over (order by asked.source, asked.competitor, asked.product_id, asked.observed_date) as price_key
    from stg_competitor_prices as asked
    join dim_date as observed on observed.date_day = asked.observed_date
    left join periods
        on periods.product_id = asked.product_id
        and periods.source = asked.source
        and periods.valid_from <= asked.observed_date
        and (periods.valid_until is null or periods.valid_until > asked.observed_date)
),

compared as (
    select
        dated.price_key,
        dated.source,
        dated.competitor,
        coalesce(products.product_key, 0) as product_key,
        dated.product_id,
        coalesce(products.category, 'Not recorded') as category,
        coalesce(products.brand, 'Not recorded') as brand,
        dated.observed_day,
        dated.is_available,
        case
            when dated.own_price_cents <= 3 * dated.price_cents and dated.price_cents <= 3 * dated.own_price_cents then dated.is_available
            else 0
        end as is_compared,
        dated.price_cents,
        dated.own_price_cents
    from dated
    left join dim_products as products on products.source = dated.source and products.product_id = dated.product_id
),

judged as (
    select
        compared.*,
        case when compared.price_cents < compared.own_price_cents then compared.is_compared else 0 end as is_cheaper
    from compared
)

select * from judged
