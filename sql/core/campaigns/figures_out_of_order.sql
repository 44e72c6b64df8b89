-- summary: Days with more clicks than impressions, more conversions than clicks, or a figure below nothing.
-- tier: validation
-- severity: major
-- tolerance: 0.0005
-- owner: Marketing
-- table: ad_days
-- faulty: [impressions, clicks, conversions]
-- checks: raw_ad_days
-- fix: Ask the channel for the report of the day again.
-- grain: performance_date, campaign_id, category
-- params: {}
-- columns:
--   performance_date: {type: date, title: Performance}
--   campaign_id: {type: id, title: Campaign}
--   category: {type: text, title: Category}
--   impressions: {type: integer, title: Impressions}
--   clicks: {type: integer, title: Clicks}
--   conversions: {type: integer, title: Conversions}
select
    ads.performance_date,
    ads.campaign_id,
    ads.category,
    ads.impressions,
    ads.clicks,
    ads.conversions
from raw_ad_days as ads
where ads.clicks > ads.impressions
    or ads.conversions > ads.clicks
    or ads.impressions < 0
    or ads.conversions < 0
    or ads.spend_cents < 0
