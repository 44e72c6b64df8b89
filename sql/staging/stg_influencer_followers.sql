-- summary: Followers of influencers at the beginning of each month.
-- grain: influencer_id, month_start
-- columns:
--   source: {type: text, title: Source}
--   influencer_id: {type: id, title: Influencer}
--   month_start: {type: date, title: Month}
--   followers: {type: integer, title: Followers}
with loaded as (
    select followers.*
    from raw_influencer_followers as followers
    where followers.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.influencer_id,
        loaded.month as month_start,
        loaded.followers
    from loaded
)

select * from cleaned
