-- summary: Customers by the month of their first order and the channel that brought them, month by month since, as far as months are over.
-- grain: cohort_key
-- params: {as_of_day: integer}
-- indexes: [cohort_day]
-- columns:
--   cohort_key: {type: integer, title: Key}
--   cohort_day: {type: integer, title: First day of the cohort's month}
--   marketing_channel: {type: text, title: Acquisition channel}
--   age: {type: integer, title: Months since, note: '0 is the month of the first order.'}
--   months_over: {type: integer, title: Months that are over, note: 'Of the cohort, its first one included.'}
--   customers: {type: integer, title: Customers of the cohort}
--   active_customers: {type: integer, title: Customers with an order in the month}
--   net_cents: {type: integer, title: Net sales of the month's orders, note: Returned goods taken off in the month of the order.}
--   cm2_cents: {type: integer, title: CM2 of the month's orders, note: Likewise; missing where no cost is recorded.}
--   spend_cents: {type: integer, title: Spent to win the cohort, note: 'In its first month on the channel; in every row.'}
with months as (
    select dates.month_start, dates.month_number, min(dates.day_number) as month_day
    from dim_date as dates
    group by dates.month_start, dates.month_number
    having max(dates.day_number) <= :as_of_day
),

members as (
    select acquired.customer_key, acquired.marketing_channel, months.month_day as cohort_day, months.month_number
    from fct_acquisitions as acquired
    join dim_date as dates on dates.day_number = acquired.first_order_day
    join months on months.month_start = dates.month_start
),

cohorts as (
    select members.cohort_day, members.month_number, members.marketing_channel, count(*) as customers
    from members
    group by members.cohort_day, members.month_number, members.marketing_channel
),

bought as (
    select
        members.cohort_day,
        members.marketing_channel,
        months.month_number - members.month_number as age,
        count(distinct orders.customer_key) as active_customers,
        sum(orders.net_cents) as net_cents,
        sum(orders.cm2_cents) as cm2_cents
    from fct_customer_orders as orders
    join members on members.customer_key = orders.customer_key
    join dim_date as dates on dates.day_number = orders.order_day
    join months on months.month_start = dates.month_start
    group by members.cohort_day, members.marketing_channel, months.month_number - members.month_number
),

spent as (
    select months.month_day as cohort_day, days.marketing_channel, sum(days.spend_cents) as spend_cents
    from fct_acquisition_days as days
    join dim_date as dates on dates.day_number = days.day_number
    join months on months.month_start = dates.month_start
    group by months.month_day, days.marketing_channel
),

cells as (
    select
        row_number() over (order by cohorts.cohort_day, cohorts.marketing_channel, months.month_number) as cohort_key,
        cohorts.cohort_day,
        cohorts.marketing_channel,
        months.month_number - cohorts.month_number as age,
        max(months.month_number) over () - cohorts.month_number + 1 as months_over,
        cohorts.customers,
        coalesce(bought.active_customers, 0) as active_customers,
        coalesce(bought.net_cents, 0) as net_cents,
        bought.cm2_cents,
        coalesce(spent.spend_cents, 0) as spend_cents
    from cohorts
    join months on months.month_number >= cohorts.month_number
    left join bought
        on bought.cohort_day = cohorts.cohort_day
            and bought.marketing_channel = cohorts.marketing_channel
            and bought.age = months.month_number - cohorts.month_number
    left join spent on spent.cohort_day = cohorts.cohort_day and spent.marketing_channel = cohorts.marketing_channel
)

select * from cells
