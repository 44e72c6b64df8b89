-- summary: Campaigns that run today and of which nothing was reported for seven days.
-- tier: completeness
-- severity: major
-- tolerance: 0.1
-- owner: Marketing
-- table: campaigns
-- checks: >-
--   raw_campaigns as campaigns where campaigns.marketing_channel <> 'E-mail' and campaigns.starts_on <= :as_of_date and
--   campaigns.ends_on >= :as_of_date and campaigns.marketing_channel in (select known.marketing_channel from raw_campaigns as
--   known join raw_ad_days as ads on ads.campaign_id = known.campaign_id)
-- fix: Look whether the campaign was stopped or the report is missing.
-- grain: campaign_id
-- params: {as_of_date: date, as_of_day: integer}
-- columns:
--   campaign_id: {type: id, title: Campaign}
--   campaign_name: {type: text, title: Campaign name}
--   starts_on: {type: date, title: Starts}
--   last_date: {type: date, title: Last}
with reported as (
    select ads.campaign_id, max(ads.performance_date) as last_date
    from raw_ad_days as ads
    group by ads.campaign_id
),

limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 7
),

channels as (
    select distinct campaigns.marketing_channel
    from raw_campaigns as campaigns
    join reported on reported.campaign_id = campaigns.campaign_id
)

select
    campaigns.campaign_id,
    campaigns.campaign_name,
    campaigns.starts_on,
    reported.last_date
from raw_campaigns as campaigns
join channels on channels.marketing_channel = campaigns.marketing_channel
cross join limits
left join reported on reported.campaign_id = campaigns.campaign_id
where campaigns.starts_on < limits.date_day
    and campaigns.ends_on >= :as_of_date
    and coalesce(reported.last_date, '') < limits.date_day
