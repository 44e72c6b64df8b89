-- summary: Price promotions, each for one category or one of its brands and a few days.
-- grain: promotion_id
-- columns:
--   source: {type: text, title: Source}
--   promotion_id: {type: id, title: Promotion}
--   promotion_name: {type: text, title: Promotion name}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand, note: Empty when every brand of the category is in it.}
--   starts_date: {type: date, title: First day}
--   ends_date: {type: date, title: Last day}
--   discount_rate: {type: decimal, title: Discount}
with loaded as (
    select promotions.*
    from raw_promotions as promotions
    where promotions.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.promotion_id,
        coalesce(nullif(trim(loaded.promotion_name), ''), 'Not recorded') as promotion_name,
        coalesce(nullif(trim(loaded.category), ''), 'Not recorded') as category,
        nullif(trim(loaded.brand), '') as brand,
        loaded.starts_on as starts_date,
        loaded.ends_on as ends_date,
        loaded.discount_rate
    from loaded
)

select * from cleaned
