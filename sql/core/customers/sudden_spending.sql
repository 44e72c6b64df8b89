-- summary: >-
--   Regular customers who ordered at least five times in the last 30 days and three times as often as in any 30 days of the year
--   before, on average.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.005
-- owner: Fraud
-- table: customers
-- checks: >-
--   (select orders.customer_key from fct_orders as orders join dim_customers as customers on customers.customer_key =
--   orders.customer_key where customers.is_known = 1 and customers.is_house_account = 0 and orders.order_day between :as_of_day -
--   394 and :as_of_day - 30 group by orders.customer_key having count(*) >= 3) as regulars
-- fix: Look whether somebody else orders with the account.
-- grain: customer_id
-- params: {as_of_day: integer}
-- columns:
--   customer_id: {type: id, title: Customer}
--   recent_orders: {type: integer, title: Recent orders}
--   earlier_orders: {type: integer, title: Earlier orders}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the last 30 days.}
with counted as (
    select
        orders.customer_key,
        sum(case when orders.order_day > :as_of_day - 30 then 1 else 0 end) as recent_orders,
        sum(case when orders.order_day <= :as_of_day - 30 then 1 else 0 end) as earlier_orders,
        sum(case when orders.order_day > :as_of_day - 30 then orders.net_cents else 0 end) as recent_cents
    from fct_orders as orders
    where orders.order_day between :as_of_day - 394 and :as_of_day
    group by orders.customer_key
)

select
    customers.customer_id,
    counted.recent_orders,
    counted.earlier_orders,
    counted.recent_cents as at_risk_cents
from counted
join dim_customers as customers on customers.customer_key = counted.customer_key
where customers.is_known = 1
    and customers.is_house_account = 0
    and counted.earlier_orders >= 3
    and counted.recent_orders >= 5
    and counted.recent_orders * 365 > 3 * 30 * counted.earlier_orders
