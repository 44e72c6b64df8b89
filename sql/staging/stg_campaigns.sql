-- summary: Marketing campaigns of loaded shops.
-- grain: campaign_id
-- columns:
--   source: {type: text, title: Source}
--   campaign_id: {type: id, title: Campaign}
--   campaign_name: {type: text, title: Name}
--   marketing_channel: {type: text, title: Marketing channel}
--   region: {type: text, title: Region, note: Not recorded for a campaign of the whole shop.}
--   starts_date: {type: date, title: First day}
--   ends_date: {type: date, title: Last day}
--   budget_cents: {type: integer, title: Budget, note: In the reporting currency.}
with loaded as (
    select campaigns.*
    from raw_campaigns as campaigns
    where campaigns.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.campaign_id,
        coalesce(nullif(trim(loaded.campaign_name), ''), 'Not recorded') as campaign_name,
        coalesce(nullif(trim(loaded.marketing_channel), ''), 'Not recorded') as marketing_channel,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        loaded.starts_on as starts_date,
        loaded.ends_on as ends_date,
        loaded.budget_cents
    from loaded
)

select * from cleaned
