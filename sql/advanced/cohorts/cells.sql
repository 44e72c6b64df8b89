-- summary: Cohorts of customers by age, as far as it is over, and all of them together. Calendar cohorts the newest 26, others the largest.
-- grain: cohort_kind, cohort, age
-- unrecorded: refused
-- params: {day_from: integer, day_to: integer, cohort_kind: text?}
-- columns:
--   cohort_kind: {type: text, title: Cohorts by}
--   cohort: {type: text, title: Cohort}
--   cohort_name: {type: text, title: Cohort name}
--   cohort_size: {type: integer, title: Customers of the cohort}
--   age:
--     {type: integer, title: Age,
--      note: 'Weeks of weekly cohorts, quarters of quarterly ones, else months; 0 is that of the first order.'}
--   customers:
--     {type: integer, title: Customers old enough,
--      note: 'Whose step of that age is over; ages that less than a third have reached are left out.'}
--   retention: {type: ratio, title: Retention, note: 'Customers who ordered at that age, divided by customers old enough.'}
--   orders: {type: decimal, title: Orders a customer, note: Placed at that age.}
--   aov: {type: money, title: Average order value, note: 'Of orders at that age: sales before returns divided by orders.'}
--   net_sales: {type: money, title: Net sales a customer, note: Of orders at that age; goods that came back later are taken off here.}
--   orders_so_far: {type: decimal, title: Orders a customer so far}
--   net_so_far:
--     {type: money, title: Net sales a customer so far,
--      note: 'At age 0 the first orders alone, from 1 on every order to the end of that age.'}
--   cm2_so_far:
--     {type: money, title: CM2 a customer so far, tag: margin,
--      note: 'Before acquisition cost. At age 0 the first orders alone, then every order.'}
with chosen as (
    select cells.*
    from fct_cohort_cells as cells
    where cells.cohort_day between :day_from and :day_to
        and cells.age <= 24
        and cells.cohort_kind = :cohort_kind
),

sizes as (
    select
        chosen.cohort_kind,
        chosen.cohort,
        chosen.cohort_name,
        min(chosen.cohort_day) as cohort_day,
        sum(case when chosen.age = 0 then chosen.customers else 0 end) as cohort_size
    from chosen
    group by chosen.cohort_kind, chosen.cohort, chosen.cohort_name
),

ranked as (
    select
        sizes.*,
        row_number() over (
            partition by sizes.cohort_kind
            order by
                case when sizes.cohort_kind in ('week', 'month', 'quarter') then sizes.cohort_day else sizes.cohort_size end desc,
                sizes.cohort
        ) as place
    from sizes
),

every as (
    select chosen.*, ranked.cohort as shown, ranked.cohort_name as shown_name, ranked.cohort_size, ranked.place
    from chosen
    join ranked on ranked.cohort_kind = chosen.cohort_kind and ranked.cohort = chosen.cohort
    where ranked.place <= 26

    union all

    select
        chosen.*,
        'All cohorts' as shown,
        'All cohorts' as shown_name,
        sum(case when chosen.age = 0 then chosen.customers else 0 end) over (partition by chosen.cohort_kind) as cohort_size,
        0 as place
    from chosen
),

summed as (
    select
        every.cohort_kind,
        every.shown as cohort,
        every.shown_name as cohort_name,
        every.place,
        every.cohort_size,
        every.age,
        sum(every.customers) as customers,
        sum(every.active_customers) as active_customers,
        sum(every.orders) as orders,
        sum(every.demand_cents) as demand_cents,
        sum(every.net_cents) as net_cents,
        sum(every.orders_so_far) as orders_so_far,
        sum(every.net_so_far_cents) as net_so_far_cents,
        sum(every.cm2_so_far_cents) as cm2_so_far_cents
    from every
    group by every.cohort_kind, every.shown, every.shown_name, every.place, every.cohort_size, every.age
),

answer as (
    select
        summed.cohort_kind,
        summed.cohort,
        summed.cohort_name,
        summed.cohort_size,
        summed.age,
        summed.customers,
        case when summed.age > 0 then cast(summed.active_customers as double precision) / nullif(summed.customers, 0) end as retention,
        cast(summed.orders as double precision) / nullif(summed.customers, 0) as orders,
        cast(summed.demand_cents as double precision) / nullif(summed.orders, 0) / 100 as aov,
        cast(summed.net_cents as double precision) / nullif(summed.customers, 0) / 100 as net_sales,
        cast(summed.orders_so_far as double precision) / nullif(summed.customers, 0) as orders_so_far,
        cast(summed.net_so_far_cents as double precision) / nullif(summed.customers, 0) / 100 as net_so_far,
        cast(summed.cm2_so_far_cents as double precision) / nullif(summed.customers, 0) / 100 as cm2_so_far
    from summed
    where summed.customers > 0 and summed.customers * 3 >= summed.cohort_size
)

select * from answer order by cohort_kind, cohort, age
