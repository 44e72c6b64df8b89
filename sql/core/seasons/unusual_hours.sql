-- summary: >-
--   Hours of the last 28 days with at least twenty orders and three times what the same hour of the same weekday had in the 26
--   weeks before.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.05
-- owner: Fraud
-- table: orders
-- checks: >-
--   (select orders.order_day, orders.order_hour from fct_orders as orders where orders.order_day between :as_of_day - 27 and
--   :as_of_day group by orders.order_day, orders.order_hour) as hours
-- fix: Look who ordered, and what.
-- grain: day, hour_number
-- params: {as_of_day: integer}
-- columns:
--   day: {type: date, title: Day}
--   hour_number: {type: integer, title: Hour number}
--   orders: {type: integer, title: Orders}
--   usual: {type: decimal, title: Usual}
with hourly as (
    select
        days.date_day as day,
        days.day_number,
        days.weekday_number,
        orders.order_hour as hour_number,
        count(*) as orders
    from fct_orders as orders
    join dim_date as days on days.day_number = orders.order_day
    where orders.order_day between :as_of_day - 209 and :as_of_day
    group by days.date_day, days.day_number, days.weekday_number, orders.order_hour
),

usual as (
    select
        hourly.weekday_number,
        hourly.hour_number,
        cast(sum(hourly.orders) as double precision) / 26 as usual
    from hourly
    where hourly.day_number < :as_of_day - 27
    group by hourly.hour_number, hourly.weekday_number
)

select
    hourly.day,
    hourly.hour_number,
    hourly.orders,
    usual.usual
from hourly
join usual on usual.weekday_number = hourly.weekday_number and usual.hour_number = hourly.hour_number
where hourly.day_number >= :as_of_day - 27
    and hourly.orders >= 20
    and hourly.orders > 3 * usual.usual
