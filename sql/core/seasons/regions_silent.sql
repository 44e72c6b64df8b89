-- summary: Regions that had an order a day in the 91 days before and none in the last seven.
-- tier: anomaly
-- severity: major
-- tolerance: 0
-- owner: Data
-- table: orders
-- checks: >-
--   (select orders.region from fct_orders as orders where orders.order_day between :as_of_day - 97 and :as_of_day - 7 group by
--   orders.region having count(*) >= 91) as regions
-- fix: Look whether the feed of the region is missing.
-- grain: region
-- params: {as_of_day: integer}
-- columns:
--   region: {type: text, title: Region}
--   earlier_orders: {type: integer, title: Earlier orders}
with counted as (
    select
        orders.region,
        sum(case when orders.order_day > :as_of_day - 7 then 1 else 0 end) as recent_orders,
        sum(case when orders.order_day <= :as_of_day - 7 then 1 else 0 end) as earlier_orders
    from fct_orders as orders
    where orders.order_day between :as_of_day - 97 and :as_of_day
    group by orders.region
)

select
    counted.region,
    counted.earlier_orders
from counted
where counted.earlier_orders >= 91
    and counted.recent_orders = 0
