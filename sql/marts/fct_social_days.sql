-- summary: What platforms report of the shop's own posts, each day.
-- grain: social_day_key
-- indexes: [day_number]
-- columns:
--   social_day_key: {type: integer, title: Key}
--   day_number: {type: integer, title: Day}
--   social_post_id: {type: id, title: Post}
--   social_platform: {type: text, title: Social platform}
--   category: {type: text, title: Category}
--   posted_date: {type: date, title: Day posted}
--   impressions: {type: integer, title: Impressions}
--   engagements: {type: integer, title: Engagements}
--   clicks: {type: integer, title: Clicks}
with keyed as (
    select
        row_number() over (order by dim_date.day_number, days.source, days.social_post_id) as social_day_key,
        dim_date.day_number,
        days.social_post_id,
        posts.social_platform,
        posts.category,
        posts.posted_date,
        days.impressions,
        days.engagements,
        days.clicks
    from stg_social_post_days as days
    join dim_date on dim_date.date_day = days.activity_date
    join stg_social_posts as posts on posts.source = days.source and posts.social_post_id = days.social_post_id
)

select * from keyed
