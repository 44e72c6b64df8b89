-- summary: A/B tests of the shop.
-- grain: test_id
-- columns:
--   source: {type: text, title: Source}
--   test_id: {type: id, title: Test}
--   test_name: {type: text, title: Name}
--   goal: {type: text, title: Goal}
--   starts_date: {type: date, title: First day}
--   ends_date: {type: date, title: Last day}
with loaded as (
    select ab_tests.*
    from raw_ab_tests as ab_tests
    where ab_tests.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.test_id,
        coalesce(nullif(trim(loaded.test_name), ''), 'Not recorded') as test_name,
        coalesce(nullif(trim(loaded.goal), ''), 'Not recorded') as goal,
        loaded.starts_on as starts_date,
        loaded.ends_on as ends_date
    from loaded
)

select * from cleaned
