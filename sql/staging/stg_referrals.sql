-- summary: Customers who came on a recommendation.
-- grain: referred_customer_id
-- columns:
--   source: {type: text, title: Source}
--   referred_customer_id: {type: id, title: Customer who came}
--   customer_id: {type: id, title: Customer who recommended}
--   referred_date: {type: date, title: Day}
with loaded as (
    select referrals.*
    from raw_referrals as referrals
    where referrals.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.referred_customer_id,
        loaded.customer_id,
        loaded.referred_on as referred_date
    from loaded
)

select * from cleaned
