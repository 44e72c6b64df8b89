-- summary: Influencers of loaded shops, cleaned.
-- grain: influencer_id
-- columns:
--   source: {type: text, title: Source}
--   influencer_id: {type: id, title: Influencer}
--   influencer_name: {type: text, title: Name, tag: name}
--   platform: {type: text, title: Social platform}
--   tier: {type: text, title: Tier}
--   niche: {type: text, title: Niche}
--   gender: {type: text, title: Gender}
--   region: {type: text, title: Region}
--   manager: {type: text, title: Manager}
--   code: {type: text, title: Code}
with loaded as (
    select influencers.*
    from raw_influencers as influencers
    where influencers.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.influencer_id,
        coalesce(nullif(trim(loaded.influencer_name), ''), 'Not recorded') as influencer_name,
        coalesce(nullif(trim(loaded.platform), ''), 'Not recorded') as platform,
        coalesce(nullif(trim(loaded.tier), ''), 'Not recorded') as tier,
        coalesce(nullif(trim(loaded.niche), ''), 'Not recorded') as niche,
        coalesce(nullif(trim(loaded.gender), ''), 'Not recorded') as gender,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        coalesce(nullif(trim(loaded.manager), ''), 'Not recorded') as manager,
        coalesce(nullif(trim(loaded.code), ''), 'Not recorded') as code
    from loaded
)

select * from cleaned
