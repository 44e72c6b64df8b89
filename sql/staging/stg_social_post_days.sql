-- summary: What platforms report of the shop's own posts each day.
-- grain: social_post_id, activity_date
-- columns:
--   source: {type: text, title: Source}
--   social_post_id: {type: id, title: Post}
--   activity_date: {type: date, title: Day}
--   impressions: {type: integer, title: Impressions}
--   engagements: {type: integer, title: Engagements}
--   clicks: {type: integer, title: Clicks}
with loaded as (
    select social_post_days.*
    from raw_social_post_days as social_post_days
    where social_post_days.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.social_post_id,
        loaded.activity_date,
        loaded.impressions,
        loaded.engagements,
        loaded.clicks
    from loaded
)

select * from cleaned
