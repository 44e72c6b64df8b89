-- summary: What advertising channels report of a campaign and category each day.
-- grain: performance_date, campaign_id, category
-- columns:
--   source: {type: text, title: Source}
--   performance_date: {type: date, title: Day}
--   campaign_id: {type: id, title: Campaign}
--   category: {type: text, title: Category}
--   impressions: {type: integer, title: Impressions}
--   clicks: {type: integer, title: Clicks}
--   conversions: {type: integer, title: Claimed orders}
--   units: {type: integer, title: Claimed units}
--   spend_cents: {type: integer, title: Spend}
--   claimed_cents: {type: integer, title: Claimed sales}
with loaded as (
    select ad_days.*
    from raw_ad_days as ad_days
    where ad_days.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.performance_date,
        loaded.campaign_id,
        coalesce(nullif(trim(loaded.category), ''), 'Not recorded') as category,
        loaded.impressions,
        loaded.clicks,
        loaded.conversions,
        loaded.units,
        loaded.spend_cents,
        loaded.claimed_cents
    from loaded
)

select * from cleaned
