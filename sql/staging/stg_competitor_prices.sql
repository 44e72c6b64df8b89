-- summary: Prices of competitors for products of loaded shops, as they were looked up.
-- grain: competitor, product_id, observed_date
-- columns:
--   source: {type: text, title: Source}
--   competitor: {type: text, title: Competitor}
--   product_id: {type: id, title: Product}
--   observed_date: {type: date, title: Day}
--   price_cents: {type: integer, title: Price, note: In the reporting currency.}
--   is_available: {type: boolean, title: Available}
with loaded as (
    select asked.*
    from raw_competitor_prices as asked
    where asked.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        coalesce(nullif(trim(loaded.competitor), ''), 'Not recorded') as competitor,
        coalesce(loaded.product_id, 'Not recorded') as product_id,
        loaded.observed_on as observed_date,
        loaded.price_cents,
        coalesce(loaded.is_available, 0) as is_available
    from loaded
)

select * from cleaned
