-- summary: Customers who came together, by step of the calendar since their first order, as far as steps are over. Nine kinds of cohort.
-- grain: cell_key
-- indexes: [cohort_kind]
-- columns:
--   cell_key: {type: integer, title: Key}
--   cohort_kind: {type: text, title: Kind, note: 'week, month, quarter, category, product, marketing_channel, campaign, influencer or discount.'}
--   cohort: {type: text, title: Cohort}
--   cohort_name: {type: text, title: Cohort name}
--   cohort_day: {type: integer, title: First day of the step of the first order}
--   age: {type: integer, title: Age, note: 'Weeks of weekly cohorts, quarters of quarterly ones, else months; 0 is that of the first order.'}
--   steps_over: {type: integer, title: Steps that are over, note: 'Of the cohort, its first one included.'}
--   customers: {type: integer, title: Customers of the cohort}
--   active_customers: {type: integer, title: Customers with an order in the step}
--   orders: {type: integer, title: Orders of the step}
--   demand_cents: {type: integer, title: Their sales before returns}
--   net_cents: {type: integer, title: Their net sales, note: Returned goods taken off in the step of the order; likewise below.}
--   cm2_cents: {type: integer, title: Their CM2, note: Missing where no cost is recorded.}
--   orders_so_far: {type: integer, title: Orders so far, note: 'At age 0 the first orders alone; likewise below.'}
--   net_so_far_cents: {type: integer, title: Net sales so far}
--   cm2_so_far_cents: {type: integer, title: CM2 so far}
--   spend_cents: {type: integer, title: Spent to win the cohort, note: 'In the step of the first order; in every row.'}
with bought as (
    select
        orders.customer_key,
        steps.step,
        steps.step_number,
        count(*) as orders,
        sum(orders.demand_cents) as demand_cents,
        sum(orders.net_cents) as net_cents,
        sum(orders.cm2_cents) as cm2_cents,
        sum(case when orders.is_first = 1 then orders.net_cents end) as first_net_cents,
        sum(case when orders.is_first = 1 then orders.cm2_cents end) as first_cm2_cents
    from fct_customer_orders as orders
    join cohort_steps as steps on steps.day_number = orders.order_day
    group by orders.customer_key, steps.step, steps.step_number
),

summed as (
    select
        members.cohort_kind,
        members.cohort,
        members.step_number as first_number,
        bought.step_number,
        count(*) as active_customers,
        sum(bought.orders) as orders,
        sum(bought.demand_cents) as demand_cents,
        sum(bought.net_cents) as net_cents,
        sum(bought.cm2_cents) as cm2_cents,
        sum(bought.first_net_cents) as first_net_cents,
        sum(bought.first_cm2_cents) as first_cm2_cents
    from cohort_members as members
    join bought on bought.customer_key = members.customer_key and bought.step = members.step
    group by members.cohort_kind, members.cohort, members.step_number, bought.step_number
),

numbers as (
    select distinct steps.step, steps.step_number, max(steps.step_number) over (partition by steps.step) as last_number
    from cohort_steps as steps
),

filled as (
    select
        cohorts.cohort_kind,
        cohorts.cohort,
        cohorts.cohort_name,
        cohorts.step_day,
        numbers.step_number - cohorts.step_number as age,
        numbers.last_number - cohorts.step_number + 1 as steps_over,
        cohorts.customers,
        cohorts.spend_cents,
        coalesce(summed.active_customers, 0) as active_customers,
        coalesce(summed.orders, 0) as orders,
        coalesce(summed.demand_cents, 0) as demand_cents,
        coalesce(summed.net_cents, 0) as net_cents,
        summed.cm2_cents,
        summed.first_net_cents,
        summed.first_cm2_cents
    from cohort_sizes as cohorts
    join numbers on numbers.step = cohorts.step and numbers.step_number >= cohorts.step_number
    left join summed
        on summed.cohort_kind = cohorts.cohort_kind
            and summed.cohort = cohorts.cohort
            and summed.first_number = cohorts.step_number
            and summed.step_number = numbers.step_number
),

cells as (
    select
        row_number() over (order by filled.cohort_kind, filled.cohort, filled.step_day, filled.age) as cell_key,
        filled.cohort_kind,
        filled.cohort,
        filled.cohort_name,
        filled.step_day as cohort_day,
        filled.age,
        filled.steps_over,
        filled.customers,
        filled.active_customers,
        filled.orders,
        filled.demand_cents,
        filled.net_cents,
        filled.cm2_cents,
        case when filled.age = 0 then filled.customers else sum(filled.orders) over (
            partition by filled.cohort_kind, filled.cohort, filled.step_day order by filled.age rows unbounded preceding
        ) end as orders_so_far,
        case when filled.age = 0 then filled.first_net_cents else sum(filled.net_cents) over (
            partition by filled.cohort_kind, filled.cohort, filled.step_day order by filled.age rows unbounded preceding
        ) end as net_so_far_cents,
        case when filled.age = 0 then filled.first_cm2_cents else sum(filled.cm2_cents) over (
            partition by filled.cohort_kind, filled.cohort, filled.step_day order by filled.age rows unbounded preceding
        ) end as cm2_so_far_cents,
        filled.spend_cents
    from filled
)

select * from cells
