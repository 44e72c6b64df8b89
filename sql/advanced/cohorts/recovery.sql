-- summary: What customers brought by age against what it cost to win them. The eight largest sources, ages that a third of them reached.
-- grain: source_kind, source, age
-- unrecorded: refused
-- params: {day_from: integer, day_to: integer, source_kind: text?}
-- columns:
--   source_kind: {type: text, title: Cost by}
--   source: {type: text, title: Source}
--   source_name: {type: text, title: Source name}
--   age:
--     {type: integer, title: Months since the first order,
--      note: 'At 0 the first orders alone, then every order to the end of that month.'}
--   customers: {type: integer, title: Customers old enough}
--   acquisition_cost: {type: money, title: Acquisition cost, note: 'A customer: spent on the source in the months of the first orders.'}
--   cm2_so_far: {type: money, title: CM2 a customer so far, note: Before acquisition cost., tag: margin}
--   recovered:
--     {type: ratio, title: Share of the cost brought back, tag: margin,
--      note: 'CM2 so far divided by acquisition cost; 100 % is paid back.'}
with ages as (
    select
        cells.cohort_kind,
        cells.cohort,
        cells.cohort_name,
        cells.age,
        sum(cells.customers) as customers,
        sum(cells.cm2_so_far_cents) as cm2_cents,
        sum(cells.spend_cents) as spend_cents
    from fct_cohort_cells as cells
    where cells.cohort_day between :day_from and :day_to
        and cells.age <= 24
        and cells.cohort_kind in ('marketing_channel', 'campaign', 'influencer')
        and cells.cohort_kind = :source_kind
    group by cells.cohort_kind, cells.cohort, cells.cohort_name, cells.age
),

ranked as (
    select
        ages.cohort_kind,
        ages.cohort,
        ages.customers as everybody,
        row_number() over (partition by ages.cohort_kind order by ages.customers desc, ages.cohort) as place
    from ages
    where ages.age = 0 and ages.spend_cents > 0 and ages.customers > 0
),

answer as (
    select
        ages.cohort_kind as source_kind,
        ages.cohort as source,
        ages.cohort_name as source_name,
        ages.age,
        ages.customers,
        cast(ages.spend_cents as double precision) / nullif(ages.customers, 0) / 100 as acquisition_cost,
        cast(ages.cm2_cents as double precision) / nullif(ages.customers, 0) / 100 as cm2_so_far,
        cast(ages.cm2_cents as double precision) / nullif(ages.spend_cents, 0) as recovered
    from ages
    join ranked on ranked.cohort_kind = ages.cohort_kind and ranked.cohort = ages.cohort
    where ranked.place <= 8 and ages.customers * 3 >= ranked.everybody
)

select * from answer order by source_kind, source, age
