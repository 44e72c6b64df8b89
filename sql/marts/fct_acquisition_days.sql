-- summary: New customers and what was spent on advertising and influencers, each day, by marketing channel and region.
-- grain: acquisition_day_key
-- indexes: [day_number]
-- columns:
--   acquisition_day_key: {type: integer, title: Key}
--   day_number: {type: integer, title: Day}
--   marketing_channel: {type: text, title: Marketing channel}
--   region: {type: text, title: Region, note: Spending on influencers has none.}
--   country: {type: text, title: Country}
--   is_spend: {type: boolean, title: Spending, note: 0 for a row of customers.}
--   is_paid: {type: boolean, title: Paid, note: Whether anything was ever spent on the channel.}
--   new_customers: {type: integer, title: New customers}
--   referred_customers: {type: integer, title: Referred customers}
--   spend_cents: {type: integer, title: Spend}
with happened as (
    select
        acquisitions.first_order_day as day_number,
        acquisitions.marketing_channel,
        acquisitions.region,
        acquisitions.country,
        0 as is_spend,
        1 as new_customers,
        acquisitions.is_referred as referred_customers,
        0 as spend_cents
    from fct_acquisitions as acquisitions

    union all

    select
        days.day_number,
        days.marketing_channel,
        days.region,
        days.country,
        1 as is_spend,
        0 as new_customers,
        0 as referred_customers,
        days.spend_cents
    from fct_ad_days as days

    union all

    select
        days.day_number,
        'Influencers' as marketing_channel,
        'Not recorded' as region,
        'Not recorded' as country,
        1 as is_spend,
        0 as new_customers,
        0 as referred_customers,
        days.investment_cents as spend_cents
    from fct_influencer_days as days
    where days.investment_cents > 0
),

summed as (
    select
        happened.day_number,
        happened.marketing_channel,
        happened.region,
        happened.country,
        happened.is_spend,
        sum(happened.new_customers) as new_customers,
        sum(happened.referred_customers) as referred_customers,
        sum(happened.spend_cents) as spend_cents
    from happened
    group by happened.day_number, happened.marketing_channel, happened.region, happened.country, happened.is_spend
),

keyed as (
    select
        row_number() over (
            order by summed.day_number, summed.marketing_channel, summed.country, summed.region, summed.is_spend
        ) as acquisition_day_key,
        summed.day_number,
        summed.marketing_channel,
        summed.region,
        summed.country,
        summed.is_spend,
        max(summed.is_spend) over (partition by summed.marketing_channel) as is_paid,
        summed.new_customers,
        summed.referred_customers,
        summed.spend_cents
    from summed
)

select * from keyed
