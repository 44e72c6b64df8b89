-- summary: What a thousand impressions of ordinary advertising cost on a social platform from a day on.
-- grain: platform, valid_from
-- columns:
--   source: {type: text, title: Source}
--   platform: {type: text, title: Social platform}
--   valid_from: {type: date, title: Valid from}
--   cpm_cents: {type: integer, title: Cost of a thousand impressions}
with loaded as (
    select media_rates.*
    from raw_influencer_media_rates as media_rates
    where media_rates.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        coalesce(nullif(trim(loaded.platform), ''), 'Not recorded') as platform,
        loaded.valid_from,
        loaded.cpm_cents
    from loaded
)

select * from cleaned
