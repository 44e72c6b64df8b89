-- summary: Each day with its place in its month, for spreading a month's amount over its days.
-- grain: day_number
-- columns:
--   day_number: {type: integer, title: Day}
--   month_start: {type: date, title: Month}
--   position: {type: integer, title: Place in the month}
--   days: {type: integer, title: Days of the month}
with placed as (
    select
        dates.day_number,
        dates.month_start,
        row_number() over (partition by dates.month_start order by dates.day_number) as position,
        count(*) over (partition by dates.month_start) as days
    from dim_date as dates
)

select * from placed
