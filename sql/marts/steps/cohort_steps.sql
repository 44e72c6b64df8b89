-- summary: Each day with the week, month and quarter that it lies in, numbered, as far as these are over.
-- grain: step, day_number
-- params: {as_of_day: integer}
-- columns:
--   step: {type: text, title: Step, note: 'week, month or quarter.'}
--   day_number: {type: integer, title: Day}
--   step_number: {type: integer, title: Number, note: Consecutive within a kind of step.}
--   step_day: {type: integer, title: First day}
--   step_label: {type: text, title: Name, note: '2026-03-02, 2026-03 or 2026-Q1.'}
with named as (
    select 'week' as step, dates.day_number, dates.week_start as step_label
    from dim_date as dates

    union all

    select 'month' as step, dates.day_number, substr(dates.month_start, 1, 7) as step_label
    from dim_date as dates

    union all

    select
        'quarter' as step,
        dates.day_number,
        substr(dates.quarter_start, 1, 4) || case substr(dates.quarter_start, 6, 2)
            when '01' then '-Q1'
            when '04' then '-Q2'
            when '07' then '-Q3'
            else '-Q4'
        end as step_label
    from dim_date as dates
),

numbered as (
    select
        named.step,
        named.day_number,
        dense_rank() over (partition by named.step order by named.step_label) as step_number,
        min(named.day_number) over (partition by named.step, named.step_label) as step_day,
        max(named.day_number) over (partition by named.step, named.step_label) as last_day,
        named.step_label
    from named
),

past as (
    select numbered.step, numbered.day_number, numbered.step_number, numbered.step_day, numbered.step_label
    from numbered
    where numbered.last_day <= :as_of_day
)

select * from past
