-- summary: Cohorts of customers, one row each, how many came back, what they brought and what they cost.
-- grain: cohort_kind, cohort
-- unrecorded: refused
-- order: last_day desc, customers desc
-- params: {day_from: integer, day_to: integer, cohort_kind: text?}
-- columns:
--   cohort_name: {type: text, title: Cohort}
--   customers: {type: integer, title: Customers, total: true}
--   age_1:
--     {type: ratio, title: Retention at 1, note: 'Of customers for whom age 1 is over: a week, month or quarter, as the cohorts are.'}
--   age_3: {type: ratio, title: Retention at 3}
--   age_6: {type: ratio, title: Retention at 6}
--   age_12: {type: ratio, title: Retention at 12}
--   first_order_cm2: {type: money, title: CM2 of the first order, tag: margin}
--   cm2_3: {type: money, title: CM2 so far at 3, note: 'A customer, before acquisition cost.', tag: margin}
--   cm2_6: {type: money, title: CM2 so far at 6, tag: margin}
--   cm2_12: {type: money, title: CM2 so far at 12, tag: margin}
--   acquisition_cost: {type: money, title: Acquisition cost, note: A customer; missing where nothing was spent.}
--   paid_back_at:
--     {type: integer, title: Paid back at, tag: margin,
--      note: 'The first age by whose end CM2 so far covers the cost; missing before that.'}
--   cohort_kind: {type: text, title: Cohorts by}
--   cohort: {type: text, title: Cohort id}
--   last_day: {type: integer, title: Newest day, note: First day of the newest step of the cohort.}
with ages as (
    select
        cells.cohort_kind,
        cells.cohort,
        cells.cohort_name,
        cells.age,
        max(cells.cohort_day) as last_day,
        sum(cells.customers) as customers,
        sum(cells.active_customers) as active_customers,
        sum(cells.cm2_so_far_cents) as cm2_cents,
        sum(cells.spend_cents) as spend_cents
    from fct_cohort_cells as cells
    where cells.cohort_day between :day_from and :day_to
        and cells.cohort_kind = :cohort_kind
    group by cells.cohort_kind, cells.cohort, cells.cohort_name, cells.age
),

rates as (
    select
        ages.*,
        cast(ages.active_customers as double precision) / nullif(ages.customers, 0) as retention,
        cast(ages.cm2_cents as double precision) / nullif(ages.customers, 0) / 100 as cm2
    from ages
),

answer as (
    select
        rates.cohort_name,
        sum(case when rates.age = 0 then rates.customers else 0 end) as customers,
        max(case when rates.age = 1 then rates.retention end) as age_1,
        max(case when rates.age = 3 then rates.retention end) as age_3,
        max(case when rates.age = 6 then rates.retention end) as age_6,
        max(case when rates.age = 12 then rates.retention end) as age_12,
        max(case when rates.age = 0 then rates.cm2 end) as first_order_cm2,
        max(case when rates.age = 3 then rates.cm2 end) as cm2_3,
        max(case when rates.age = 6 then rates.cm2 end) as cm2_6,
        max(case when rates.age = 12 then rates.cm2 end) as cm2_12,
        max(
            case when rates.age = 0 and rates.spend_cents > 0
                then cast(rates.spend_cents as double precision) / nullif(rates.customers, 0) / 100
            end
        ) as acquisition_cost,
        min(case when rates.spend_cents > 0 and rates.cm2_cents >= rates.spend_cents then rates.age end) as paid_back_at,
        rates.cohort_kind,
        rates.cohort,
        max(rates.last_day) as last_day
    from rates
    group by rates.cohort_kind, rates.cohort, rates.cohort_name
)

select * from answer order by last_day desc, customers desc, cohort_kind, cohort
