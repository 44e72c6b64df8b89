-- summary: CM2 so far for what was spent to win the customers of a channel, by months since the first order; at 1 it is paid back.
-- grain: age, marketing_channel
-- params: {}
-- columns:
--   age: {type: integer, title: Months since the first order}
--   marketing_channel: {type: text, title: Acquisition channel}
--   paid_back: {type: decimal, title: CM2 for what was spent, note: Of cohorts for which that month is over.}
--   customers: {type: integer, title: Customers}
with paid as (
    select cells.cohort_day, cells.marketing_channel, cells.age, cells.customers, cells.cm2_cents, cells.spend_cents
    from fct_cohorts as cells
    where cells.spend_cents > 0
),

so_far as (
    select
        here.age,
        here.marketing_channel,
        sum(before.cm2_cents) as cm2_cents,
        sum(case when before.age = 0 then here.spend_cents end) as spend_cents,
        sum(case when before.age = 0 then here.customers end) as customers
    from paid as here
    join paid as before
        on before.cohort_day = here.cohort_day
            and before.marketing_channel = here.marketing_channel
            and before.age <= here.age
    where here.age < 12
    group by here.age, here.marketing_channel
),

answer as (
    select
        so_far.age,
        so_far.marketing_channel,
        cast(so_far.cm2_cents as double precision) / nullif(so_far.spend_cents, 0) as paid_back,
        so_far.customers
    from so_far
    where so_far.cm2_cents is not null
)

select * from answer order by age, marketing_channel
