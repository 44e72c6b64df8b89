-- summary: Influencers with the followers and the basis of pay they have now; key 0 stands for nobody.
-- grain: influencer_key
-- indexes: [influencer_id]
-- columns:
--   influencer_key: {type: integer, title: Key}
--   influencer_id: {type: id, title: Influencer, drill: influencer}
--   influencer_name: {type: text, title: Name, tag: name}
--   social_platform: {type: text, title: Social platform}
--   tier: {type: text, title: Tier}
--   niche: {type: text, title: Niche}
--   gender: {type: text, title: Gender}
--   home_region: {type: text, title: Home region}
--   manager: {type: text, title: Manager}
--   code: {type: text, title: Code}
--   basis: {type: text, title: Basis of pay, note: Of the latest contract.}
--   followers: {type: integer, title: Followers, note: 'At the beginning of the latest month, 0 where not recorded.'}
with contracts as (
    select
        contracts.source,
        contracts.influencer_id,
        contracts.basis,
        row_number() over (
            partition by contracts.source, contracts.influencer_id order by contracts.starts_date desc, contracts.contract_id
        ) as place
    from stg_influencer_contracts as contracts
),

followers as (
    select
        followers.source,
        followers.influencer_id,
        followers.followers,
        row_number() over (partition by followers.source, followers.influencer_id order by followers.month_start desc) as place
    from stg_influencer_followers as followers
),

keyed as (
    select
        row_number() over (order by influencers.source, influencers.influencer_id) as influencer_key,
        influencers.influencer_id,
        influencers.influencer_name,
        influencers.platform as social_platform,
        influencers.tier,
        influencers.niche,
        influencers.gender,
        influencers.region as home_region,
        influencers.manager,
        influencers.code,
        coalesce(contracts.basis, 'Not recorded') as basis,
        coalesce(followers.followers, 0) as followers
    from stg_influencers as influencers
    left join contracts
        on contracts.influencer_id = influencers.influencer_id
        and contracts.source = influencers.source
        and contracts.place = 1
    left join followers
        on followers.influencer_id = influencers.influencer_id
        and followers.source = influencers.source
        and followers.place = 1

    union all

    select
        0 as influencer_key,
        'Not recorded' as influencer_id,
        'Not recorded' as influencer_name,
        'Not recorded' as social_platform,
        'Not recorded' as tier,
        'Not recorded' as niche,
        'Not recorded' as gender,
        'Not recorded' as home_region,
        'Not recorded' as manager,
        'Not recorded' as code,
        'Not recorded' as basis,
        0 as followers
)

select * from keyed
