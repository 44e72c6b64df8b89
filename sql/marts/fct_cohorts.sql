-- summary: Customers by the month of their first order and the channel that brought them, month by month since, as far as months are over.
-- grain: cohort_key
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
with cohorts as (
    select
        row_number() over (order by cells.cohort_day, cells.cohort, cells.age) as cohort_key,
        cells.cohort_day,
        cells.cohort as marketing_channel,
        cells.age,
        cells.steps_over as months_over,
        cells.customers,
        cells.active_customers,
        cells.net_cents,
        cells.cm2_cents,
        cells.spend_cents
    from fct_cohort_cells as cells
    where cells.cohort_kind = 'marketing_channel'
)

select * from cohorts
