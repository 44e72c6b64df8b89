-- summary: Months until the CM2 of new customers has brought back what was spent to win them, over every cohort whose months are over.
-- grain: payback_months
-- unrecorded: refused
-- params: {day_to: integer}
-- columns:
--   payback_months: {type: integer, title: Months to pay back, note: 'Of cohorts of the two years before the last day of the period; 0 is the first order itself. Missing where it is not paid back, or nothing was spent.', tag: margin}
--   customers: {type: integer, title: New customers}
with ages as (
    select
        cells.age,
        sum(cells.customers) as customers,
        sum(cells.cm2_so_far_cents) as cm2_cents,
        sum(cells.spend_cents) as spend_cents
    from fct_cohort_cells as cells
    where cells.cohort_kind = 'month'
        and cells.cohort_day > :day_to - 730
        and cells.cohort_day <= :day_to
    group by cells.age
),

answer as (
    select
        min(case when ages.spend_cents > 0 and ages.cm2_cents >= ages.spend_cents then ages.age end) as payback_months,
        max(ages.customers) as customers
    from ages
    having count(*) > 0
)

select * from answer
