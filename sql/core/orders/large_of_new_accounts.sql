-- summary: Orders of the last 90 days that are over ten times the usual size and were placed on the day the account was made.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.01
-- owner: Fraud
-- table: orders
-- checks: >-
--   fct_orders as orders where orders.source = 'demo' and orders.customer_key > 0 and orders.order_day between :as_of_day - 89
--   and :as_of_day
-- fix: Review the order before it leaves the warehouse.
-- grain: order_id
-- params: {as_of_day: integer}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   customer_id: {type: id, title: Customer}
--   order_date: {type: date, title: Order}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with usual as (
    select
        cast(sum(orders.net_cents) as double precision) / nullif(count(*), 0) as mean_cents
    from fct_orders as orders
    where orders.order_day between :as_of_day - 454 and :as_of_day - 90
)

select
    orders.order_id,
    customers.customer_id,
    orders.order_date,
    orders.net_cents as at_risk_cents
from fct_orders as orders
join dim_customers as customers on customers.customer_key = orders.customer_key
join raw_customers as accounts on accounts.customer_id = customers.customer_id
cross join usual
where orders.source = 'demo'
    and customers.is_house_account = 0
    and orders.order_day between :as_of_day - 89 and :as_of_day
    and substr(accounts.signed_up_at, 1, 10) = orders.order_date
    and orders.net_cents > 10 * usual.mean_cents
