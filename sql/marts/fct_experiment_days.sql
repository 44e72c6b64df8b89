-- summary: Visitors and conversions of each variant of an A/B test, by the day of a visitor's first visit.
-- grain: experiment_day_key
-- indexes: [day_number]
-- columns:
--   experiment_day_key: {type: integer, title: Key}
--   day_number: {type: integer, title: Day}
--   test_id: {type: id, title: Test}
--   test_name: {type: text, title: Name}
--   goal: {type: text, title: Goal, note: What counts as a conversion.}
--   variant: {type: text, title: Variant}
--   starts_day: {type: integer, title: First day}
--   ends_day: {type: integer, title: Last day}
--   visitors: {type: integer, title: Visitors}
--   converters: {type: integer, title: Converted visitors}
--   revenue_cents: {type: integer, title: Spent}
--   squared_revenue: {type: decimal, title: Squared spending, note: 'Sum over visitors, in whole units of the reporting currency.'}
with keyed as (
    select
        row_number() over (order by dim_date.day_number, days.source, days.test_id, days.variant) as experiment_day_key,
        dim_date.day_number,
        days.test_id,
        coalesce(tests.test_name, 'Not recorded') as test_name,
        coalesce(tests.goal, 'Not recorded') as goal,
        days.variant,
        starts.day_number as starts_day,
        ends.day_number as ends_day,
        days.visitors,
        days.converters,
        days.revenue_cents,
        days.squared_revenue
    from stg_ab_test_days as days
    join dim_date on dim_date.date_day = days.test_date
    left join stg_ab_tests as tests on tests.source = days.source and tests.test_id = days.test_id
    left join dim_date as starts on starts.date_day = tests.starts_date
    left join dim_date as ends on ends.date_day = tests.ends_date
)

select * from keyed
