-- summary: What the impressions of a sponsored post would have cost as advertising on its platform on that day.
-- grain: post_id, source
-- columns:
--   post_id: {type: id, title: Post}
--   source: {type: text, title: Source}
--   media_value_cents: {type: integer, title: Media value}
with intervals as (
    select
        media_rates.source,
        media_rates.platform,
        media_rates.valid_from,
        lead(media_rates.valid_from, 1, '9999-12-31') over (
            partition by media_rates.source, media_rates.platform order by media_rates.valid_from
        ) as valid_until,
        media_rates.cpm_cents
    from stg_influencer_media_rates as media_rates
),

valued as (
    select
        posts.post_id,
        posts.source,
        cast(floor(cast(posts.impressions * intervals.cpm_cents as double precision) / 1000 + 0.5) as bigint) as media_value_cents
    from stg_influencer_posts as posts
    join stg_influencers as influencers on influencers.influencer_id = posts.influencer_id and influencers.source = posts.source
    join intervals
        on intervals.platform = influencers.platform
        and intervals.source = posts.source
        and posts.posted_date >= intervals.valid_from
        and posts.posted_date < intervals.valid_until
    where posts.is_sponsored = 1
)

select * from valued
