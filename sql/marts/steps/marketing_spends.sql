-- summary: What was spent each day on advertising and on influencers, by region and category where that is known.
-- grain: spend_day, country, region, category
-- columns:
--   spend_day: {type: integer, title: Day}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   category: {type: text, title: Category}
--   spend_cents: {type: integer, title: Spend}
with every as (
    select days.day_number as spend_day, days.country, days.region, days.category, days.spend_cents
    from fct_ad_days as days

    union all

    select
        days.day_number as spend_day,
        'Not recorded' as country,
        'Not recorded' as region,
        'Not recorded' as category,
        days.investment_cents as spend_cents
    from fct_influencer_days as days
),

spends as (
    select every.spend_day, every.country, every.region, every.category, sum(every.spend_cents) as spend_cents
    from every
    group by every.spend_day, every.country, every.region, every.category
    having sum(every.spend_cents) <> 0
)

select * from spends
