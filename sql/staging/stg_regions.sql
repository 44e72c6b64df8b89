-- summary: Regions with their country.
-- grain: region
-- columns:
--   source: {type: text, title: Source}
--   region: {type: id, title: Region}
--   country: {type: text, title: Country}
with loaded as (
    select regions.*
    from raw_regions as regions
    where regions.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.region,
        coalesce(nullif(trim(loaded.country), ''), 'Not recorded') as country
    from loaded
)

select * from cleaned
