-- summary: What customers told about themselves.
-- grain: customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   birth_year: {type: integer, title: Year of birth}
--   gender: {type: text, title: Gender}
--   household_size: {type: integer, title: Household}
with loaded as (
    select customer_demographics.*
    from raw_customer_demographics as customer_demographics
    where customer_demographics.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.customer_id,
        loaded.birth_year,
        coalesce(nullif(trim(loaded.gender), ''), 'Not recorded') as gender,
        loaded.household_size
    from loaded
)

select * from cleaned
