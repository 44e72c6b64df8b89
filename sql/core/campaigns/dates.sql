-- summary: Campaigns that end before they begin, or run for more than 400 days.
-- tier: validation
-- severity: major
-- tolerance: 0.01
-- owner: Marketing
-- table: campaigns
-- faulty: [starts_on, ends_on]
-- checks: raw_campaigns
-- fix: Correct the days, or split the campaign by year.
-- grain: campaign_id
-- params: {}
-- columns:
--   campaign_id: {type: id, title: Campaign}
--   campaign_name: {type: text, title: Campaign name}
--   starts_on: {type: date, title: Starts}
--   ends_on: {type: date, title: Ends}
select
    campaigns.campaign_id,
    campaigns.campaign_name,
    campaigns.starts_on,
    campaigns.ends_on
from raw_campaigns as campaigns
left join dim_date as first on first.date_day = campaigns.starts_on
left join dim_date as last on last.date_day = campaigns.ends_on
where campaigns.ends_on < campaigns.starts_on
    or last.day_number - first.day_number > 400
