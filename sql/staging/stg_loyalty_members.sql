-- summary: Members of the loyalty programme.
-- grain: customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   joined_date: {type: date, title: Day of joining}
--   tier: {type: text, title: Tier}
with loaded as (
    select loyalty_members.*
    from raw_loyalty_members as loyalty_members
    where loyalty_members.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.customer_id,
        loaded.joined_on as joined_date,
        coalesce(nullif(trim(loaded.tier), ''), 'Not recorded') as tier
    from loaded
)

select * from cleaned
