-- summary: Days of a campaign before it began or after it ended, or of a campaign that is nowhere.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Marketing
-- table: ad_days
-- checks: raw_ad_days
-- fix: Correct the days of the campaign.
-- grain: performance_date, campaign_id, category
-- params: {}
-- columns:
--   performance_date: {type: date, title: Performance}
--   campaign_id: {type: id, title: Campaign}
--   category: {type: text, title: Category}
--   starts_on: {type: date, title: Starts}
--   ends_on: {type: date, title: Ends}
select
    ads.performance_date,
    ads.campaign_id,
    ads.category,
    campaigns.starts_on,
    campaigns.ends_on
from raw_ad_days as ads
left join raw_campaigns as campaigns on campaigns.campaign_id = ads.campaign_id
where campaigns.campaign_id is null
    or ads.performance_date < campaigns.starts_on
    or ads.performance_date > campaigns.ends_on
