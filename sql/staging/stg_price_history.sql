-- summary: List prices of the products of loaded shops, each from a day on.
-- grain: product_id, valid_from
-- columns:
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product}
--   valid_from: {type: date, title: First day}
--   price_cents: {type: integer, title: List price, note: In the reporting currency.}
with loaded as (
    select prices.*
    from raw_price_history as prices
    where prices.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        coalesce(loaded.product_id, 'Not recorded') as product_id,
        loaded.valid_from,
        loaded.price_cents
    from loaded
)

select * from cleaned
