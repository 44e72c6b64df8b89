-- summary: What a customer brought in the first twelve months for what was spent to win them, and after how many months that was paid back.
-- grain: ltv_to_cac
-- params: {}
-- columns:
--   ltv_to_cac: {type: decimal, title: LTV to CAC, note: 'CM2 of the first twelve calendar months for what was spent to win them.'}
--   payback_months: {type: integer, title: Months to payback, note: Until CM2 covers what was spent; empty when it never did.}
with paid as (
    select cells.cohort_day, cells.marketing_channel, cells.age, cells.cm2_cents, cells.spend_cents, cells.months_over
    from fct_cohorts as cells
    where cells.spend_cents > 0
),

ages as (
    select
        here.age,
        sum(so_far.cm2_cents) as cm2_cents,
        sum(case when so_far.age = 0 then here.spend_cents end) as spend_cents
    from paid as here
    join paid as so_far
        on so_far.cohort_day = here.cohort_day
            and so_far.marketing_channel = here.marketing_channel
            and so_far.age <= here.age
    group by here.age
),

answer as (
    select
        cast(max(case when ages.age = 11 then ages.cm2_cents end) as double precision)
            / nullif(max(case when ages.age = 11 then ages.spend_cents end), 0) as ltv_to_cac,
        min(case when ages.cm2_cents >= ages.spend_cents then ages.age + 1 end) as payback_months
    from ages
    having max(ages.cm2_cents) is not null
)

select * from answer
