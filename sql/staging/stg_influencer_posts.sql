-- summary: Posts of influencers with what the platform reports of them.
-- grain: post_id
-- columns:
--   source: {type: text, title: Source}
--   post_id: {type: id, title: Post}
--   influencer_id: {type: id, title: Influencer}
--   posted_at: {type: timestamp, title: Time}
--   posted_date: {type: date, title: Date}
--   is_sponsored: {type: boolean, title: Sponsored}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   reach: {type: integer, title: Reach}
--   impressions: {type: integer, title: Impressions}
--   likes: {type: integer, title: Likes}
--   comments: {type: integer, title: Comments}
--   saves: {type: integer, title: Saves}
with loaded as (
    select posts.*
    from raw_influencer_posts as posts
    where posts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.post_id,
        loaded.influencer_id,
        loaded.posted_at,
        substr(loaded.posted_at, 1, 10) as posted_date,
        loaded.is_sponsored,
        coalesce(nullif(trim(loaded.category), ''), 'Not recorded') as category,
        coalesce(nullif(trim(loaded.brand), ''), 'Not recorded') as brand,
        loaded.reach,
        loaded.impressions,
        loaded.likes,
        loaded.comments,
        loaded.saves
    from loaded
)

select * from cleaned
