-- summary: What advertising channels report each day, by campaign and category. They claim more sales than they caused.
-- grain: ad_day_key
-- indexes: [day_number]
-- columns:
--   ad_day_key: {type: integer, title: Key}
--   day_number: {type: integer, title: Day}
--   campaign_key: {type: integer, title: Campaign key}
--   marketing_channel: {type: text, title: Marketing channel}
--   region: {type: text, title: Region}
--   country: {type: text, title: Country}
--   category: {type: text, title: Category}
--   impressions: {type: integer, title: Impressions}
--   clicks: {type: integer, title: Clicks}
--   conversions: {type: integer, title: Claimed orders}
--   units: {type: integer, title: Claimed units}
--   spend_cents: {type: integer, title: Spend}
--   claimed_cents: {type: integer, title: Claimed sales}
with keyed as (
    select
        row_number() over (order by dim_date.day_number, days.source, days.campaign_id, days.category) as ad_day_key,
        dim_date.day_number,
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        coalesce(campaigns.marketing_channel, 'Not recorded') as marketing_channel,
        coalesce(campaigns.region, 'Not recorded') as region,
        coalesce(campaigns.country, 'Not recorded') as country,
        days.category,
        days.impressions,
        days.clicks,
        days.conversions,
        days.units,
        days.spend_cents,
        days.claimed_cents
    from stg_ad_days as days
    join dim_date on dim_date.date_day = days.performance_date
    left join dim_campaigns as campaigns on campaigns.source = days.source and campaigns.campaign_id = days.campaign_id
)

select * from keyed
