-- summary: Customers with five orders or more on one of the last 90 days. Shared accounts of the house are left out.
-- tier: anomaly
-- severity: major
-- tolerance: 0.002
-- owner: Fraud
-- table: orders
-- checks: >-
--   (select distinct orders.customer_key, orders.order_day from fct_orders as orders where orders.customer_key > 0 and
--   orders.order_day between :as_of_day - 89 and :as_of_day) as days
-- fix: Review the orders together; hold what has not left the warehouse.
-- grain: customer_id, day
-- params: {as_of_day: integer}
-- columns:
--   customer_id: {type: id, title: Customer}
--   day: {type: date, title: Day}
--   day_orders: {type: integer, title: Day orders}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the orders of that day.}
select
    customers.customer_id,
    orders.order_date as day,
    count(*) as day_orders,
    sum(orders.net_cents) as at_risk_cents
from fct_orders as orders
join dim_customers as customers on customers.customer_key = orders.customer_key
where customers.is_known = 1
    and customers.is_house_account = 0
    and orders.order_day between :as_of_day - 89 and :as_of_day
group by customers.customer_id, orders.order_date
having count(*) >= 5
