-- summary: How long customers who came in the period took to their second order, as far as they have placed one.
-- grain: median_days
-- unrecorded: refused
-- params: {day_from: integer, day_to: integer}
-- columns:
--   median_days:
--     {type: integer, title: Median days to the second order,
--      note: 'Of customers who have one; of two in the middle their mean, rounded down.'}
--   customers: {type: integer, title: Customers with a second order}
with seconds as (
    select
        orders.days_to_next,
        count(*) over () as customers,
        row_number() over (order by orders.days_to_next, orders.order_key) as position
    from fct_customer_orders as orders
    where orders.order_day between :day_from and :day_to
        and orders.is_first = 1
        and orders.days_to_next >= 0
),

answer as (
    select
        cast(floor(cast(sum(seconds.days_to_next) as double precision) / nullif(count(*), 0)) as bigint) as median_days,
        max(seconds.customers) as customers
    from seconds
    where seconds.position * 2 in (seconds.customers, seconds.customers + 1, seconds.customers + 2)
    having count(*) > 0
)

select * from answer
