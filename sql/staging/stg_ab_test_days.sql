-- summary: Visitors and conversions of each variant of a test by day.
-- grain: test_id, test_date, variant
-- columns:
--   source: {type: text, title: Source}
--   test_id: {type: id, title: Test}
--   test_date: {type: date, title: Day}
--   variant: {type: text, title: Variant}
--   visitors: {type: integer, title: Visitors}
--   converters: {type: integer, title: Converters}
--   revenue_cents: {type: integer, title: Spent}
--   squared_revenue: {type: decimal, title: Squared spending}
with loaded as (
    select ab_test_days.*
    from raw_ab_test_days as ab_test_days
    where ab_test_days.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.test_id,
        loaded.test_date,
        coalesce(nullif(trim(loaded.variant), ''), 'Not recorded') as variant,
        loaded.visitors,
        loaded.converters,
        loaded.revenue_cents,
        loaded.squared_revenue
    from loaded
)

select * from cleaned
