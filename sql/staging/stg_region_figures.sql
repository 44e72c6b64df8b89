-- summary: Inhabitants of the regions of loaded shops.
-- grain: region
-- columns:
--   source: {type: text, title: Source}
--   region: {type: text, title: Region}
--   population: {type: integer, title: Inhabitants}
--   online_share: {type: decimal, title: Share that shops online}
with loaded as (
    select figures.*
    from raw_region_figures as figures
    where figures.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        loaded.population,
        loaded.online_share
    from loaded
)

select * from cleaned
