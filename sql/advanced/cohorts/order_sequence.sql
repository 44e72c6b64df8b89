-- summary: How many of the customers who came in the period have placed a second, third ... order to this day, and how long it took them.
-- grain: place
-- unrecorded: refused
-- params: {day_from: integer, day_to: integer}
-- columns:
--   place: {type: integer, title: Order}
--   customers: {type: integer, title: Customers who placed it}
--   share: {type: ratio, title: Share of customers, note: Of all whose first order lies in the period; the youngest had little time.}
--   share_of_before: {type: ratio, title: Share of those with one order less}
--   median_days:
--     {type: decimal, title: Median days since the order before,
--      note: Of those who placed it; the mean of the two in the middle.}
with placed as (
    select
        orders.place,
        orders.days_since_before,
        count(*) over (partition by orders.place) as customers,
        row_number() over (partition by orders.place order by orders.days_since_before, orders.order_key) as position
    from fct_customer_orders as orders
    join fct_acquisitions as acquired on acquired.customer_key = orders.customer_key
    where acquired.first_order_day between :day_from and :day_to
        and orders.place <= 8
),

halved as (
    select
        placed.place,
        placed.customers,
        placed.days_since_before,
        case when placed.position * 2 in (placed.customers, placed.customers + 1, placed.customers + 2) then 1 else 0 end as is_middle
    from placed
),

middles as (
    select
        halved.place,
        halved.customers,
        sum(case when halved.is_middle = 1 then halved.days_since_before end) as days,
        sum(halved.is_middle) as middles
    from halved
    group by halved.place, halved.customers
),

answer as (
    select
        middles.place,
        middles.customers,
        cast(middles.customers as double precision) / nullif(firsts.customers, 0) as share,
        cast(middles.customers as double precision) / nullif(before.customers, 0) as share_of_before,
        cast(middles.days as double precision) / nullif(middles.middles, 0) as median_days
    from middles
    join middles as firsts on firsts.place = 1
    left join middles as before on before.place = middles.place - 1
)

select * from answer order by place
