-- summary: Regions and days in which posts of influencers were not shown, to learn what they add to sales.
-- grain: dark_key
-- columns:
--   dark_key: {type: integer, title: Key}
--   wave: {type: integer, title: Wave}
--   region: {type: text, title: Region}
--   starts_day: {type: integer, title: First day}
--   ends_day: {type: integer, title: Last day}
with dated as (
    select
        row_number() over (order by regions.source, regions.wave, regions.region) as dark_key,
        regions.wave,
        regions.region,
        starts.day_number as starts_day,
        ends.day_number as ends_day
    from stg_influencer_dark_regions as regions
    join dim_date as starts on starts.date_day = regions.starts_date
    join dim_date as ends on ends.date_day = regions.ends_date
)

select * from dated
