-- summary: Advertising campaigns without a budget.
-- tier: completeness
-- severity: minor
-- tolerance: 0.05
-- owner: Marketing
-- table: campaigns
-- checks: raw_campaigns as campaigns where campaigns.marketing_channel <> 'E-mail'
-- fix: Enter the budget.
-- grain: campaign_id
-- params: {}
-- columns:
--   campaign_id: {type: id, title: Campaign}
--   campaign_name: {type: text, title: Campaign name}
select
    campaigns.campaign_id,
    campaigns.campaign_name
from raw_campaigns as campaigns
where campaigns.marketing_channel <> 'E-mail'
    and coalesce(campaigns.budget_cents, 0) <= 0
