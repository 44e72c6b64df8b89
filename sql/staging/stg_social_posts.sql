-- summary: What the shop itself posts on social platforms.
-- grain: social_post_id
-- columns:
--   source: {type: text, title: Source}
--   social_post_id: {type: id, title: Post}
--   social_platform: {type: text, title: Social platform}
--   category: {type: text, title: Category}
--   posted_date: {type: date, title: Day posted}
with loaded as (
    select social_posts.*
    from raw_social_posts as social_posts
    where social_posts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.social_post_id,
        coalesce(nullif(trim(loaded.social_platform), ''), 'Not recorded') as social_platform,
        coalesce(nullif(trim(loaded.category), ''), 'Not recorded') as category,
        loaded.posted_on as posted_date
    from loaded
)

select * from cleaned
