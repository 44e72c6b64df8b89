-- summary: Days without a single order since the first one, where a day usually has at least twenty.
-- tier: completeness
-- severity: major
-- tolerance: 0
-- owner: Data
-- table: orders
-- checks: dim_date as days where days.day_number between (select min(orders.order_day) from fct_orders as orders) and :as_of_day
-- fix: Look whether a load is missing.
-- grain: day
-- params: {as_of_day: integer}
-- columns:
--   day: {type: date, title: Day}
with counted as (
    select orders.order_day, count(*) as orders
    from fct_orders as orders
    group by orders.order_day
),

usual as (
    select avg(counted.orders) as usual, min(counted.order_day) as first_day
    from counted
    where counted.order_day <= :as_of_day
)

select
    days.date_day as day
from dim_date as days
cross join usual
left join counted on counted.order_day = days.day_number
where days.day_number between usual.first_day and :as_of_day
    and usual.usual >= 20
    and counted.order_day is null
