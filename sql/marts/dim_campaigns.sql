-- summary: Marketing campaigns; key 0 stands for none.
-- grain: campaign_key
-- indexes: ["campaign_id, source"]
-- columns:
--   campaign_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   campaign_id: {type: id, title: Campaign, drill: campaign}
--   campaign_name: {type: text, title: Name}
--   marketing_channel: {type: text, title: Marketing channel}
--   region: {type: text, title: Region, note: Not recorded for a campaign of the whole shop.}
--   country: {type: text, title: Country}
--   starts_day: {type: integer, title: First day, note: 0 for none.}
--   ends_day: {type: integer, title: Last day}
--   budget_cents: {type: integer, title: Budget}
with keyed as (
    select
        row_number() over (order by campaigns.source, campaigns.campaign_id) as campaign_key,
        campaigns.source,
        campaigns.campaign_id,
        campaigns.campaign_name,
        campaigns.marketing_channel,
        campaigns.region,
        coalesce(regions.country, 'Not recorded') as country,
        coalesce(starts.day_number, 0) as starts_day,
        coalesce(ends.day_number, 0) as ends_day,
        campaigns.budget_cents
    from stg_campaigns as campaigns
    left join stg_regions as regions on regions.source = campaigns.source and regions.region = campaigns.region
    left join dim_date as starts on starts.date_day = campaigns.starts_date
    left join dim_date as ends on ends.date_day = campaigns.ends_date

    union all

    select
        0 as campaign_key,
        'Not recorded' as source,
        'Not recorded' as campaign_id,
        'Not recorded' as campaign_name,
        'Not recorded' as marketing_channel,
        'Not recorded' as region,
        'Not recorded' as country,
        0 as starts_day,
        0 as ends_day,
        0 as budget_cents
)

select * from keyed
