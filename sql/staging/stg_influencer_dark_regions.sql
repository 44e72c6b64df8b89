-- summary: Regions in which posts of a wave are not shown.
-- grain: wave, region
-- columns:
--   source: {type: text, title: Source}
--   wave: {type: integer, title: Wave}
--   region: {type: text, title: Region}
--   starts_date: {type: date, title: Starts}
--   ends_date: {type: date, title: Ends}
with loaded as (
    select dark_regions.*
    from raw_influencer_dark_regions as dark_regions
    where dark_regions.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.wave,
        loaded.region,
        loaded.starts_on as starts_date,
        loaded.ends_on as ends_date
    from loaded
)

select * from cleaned
