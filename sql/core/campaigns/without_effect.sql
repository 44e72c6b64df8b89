-- summary: Campaigns that spent over 500.00 in the last 28 days and claim no order.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.02
-- owner: Marketing
-- table: campaigns
-- checks: (select distinct ads.campaign_id from raw_ad_days as ads) as reported
-- fix: Stop the campaign, or look whether orders are counted.
-- grain: campaign_id
-- params: {as_of_day: integer}
-- columns:
--   campaign_id: {type: id, title: Campaign}
--   clicks: {type: integer, title: Clicks}
--   at_risk_cents: {type: money, title: Money at risk, note: What was spent.}
select
    ads.campaign_id,
    sum(ads.clicks) as clicks,
    sum(ads.spend_cents) as at_risk_cents
from raw_ad_days as ads
join dim_date as days on days.date_day = ads.performance_date
where days.day_number between :as_of_day - 27 and :as_of_day
group by ads.campaign_id
having sum(ads.conversions) = 0
    and sum(ads.spend_cents) > 50000
