-- summary: >-
--   Days on which more than half of a hundred impressions or more were clicked, or more than four fifths of twenty clicks or more
--   bought.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.001
-- owner: Marketing
-- table: ad_days
-- checks: raw_ad_days as ads where ads.impressions >= 100
-- fix: Look for clicks that no person made, and for double counting.
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
where ads.impressions >= 100
    and (2 * ads.clicks > ads.impressions or (ads.clicks >= 20 and 5 * ads.conversions > 4 * ads.clicks))
