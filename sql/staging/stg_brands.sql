-- summary: Brands that a shop carries.
-- grain: brand
-- columns:
--   source: {type: text, title: Source}
--   brand: {type: id, title: Brand}
--   brand_kind: {type: text, title: Kind of brand}
with loaded as (
    select brands.*
    from raw_brands as brands
    where brands.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.brand,
        case loaded.is_own when 1 then 'Own brand' else 'Other brand' end as brand_kind
    from loaded
)

select * from cleaned
