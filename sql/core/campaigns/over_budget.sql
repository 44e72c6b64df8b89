-- summary: Campaigns that spent more than a tenth over their budget.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.1
-- owner: Marketing
-- table: campaigns
-- checks: raw_campaigns as campaigns where campaigns.budget_cents > 0
-- fix: Lower the bids, or raise the budget on purpose.
-- grain: campaign_id
-- params: {}
-- columns:
--   campaign_id: {type: id, title: Campaign}
--   campaign_name: {type: text, title: Campaign name}
--   budget_cents: {type: money, title: Budget}
--   spend_cents: {type: money, title: Spend}
--   at_risk_cents: {type: money, title: Money at risk, note: What was spent over the budget.}
with spent as (
    select ads.campaign_id, sum(ads.spend_cents) as spend_cents
    from raw_ad_days as ads
    group by ads.campaign_id
)

select
    campaigns.campaign_id,
    campaigns.campaign_name,
    campaigns.budget_cents,
    spent.spend_cents,
    spent.spend_cents - campaigns.budget_cents as at_risk_cents
from raw_campaigns as campaigns
join spent on spent.campaign_id = campaigns.campaign_id
where campaigns.budget_cents > 0
    and spent.spend_cents * 10 > campaigns.budget_cents * 11
