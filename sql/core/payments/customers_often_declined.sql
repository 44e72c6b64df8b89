-- summary: Customers with declined attempts on three orders or more of the last 90 days.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.01
-- owner: Fraud
-- table: customers
-- checks: (select distinct orders.customer_id from raw_orders as orders where orders.customer_id is not null) as buyers
-- fix: Ask for another means of payment, and review the account.
-- grain: customer_id
-- params: {as_of_day: integer}
-- columns:
--   customer_id: {type: id, title: Customer}
--   orders: {type: integer, title: Orders}
with recent as (
    select days.date_day
    from dim_date as days
    where days.day_number between :as_of_day - 89 and :as_of_day
)

select
    orders.customer_id,
    count(distinct attempts.order_id) as orders
from raw_payment_attempts as attempts
join recent on recent.date_day = substr(attempts.attempted_at, 1, 10)
join raw_orders as orders on orders.order_id = attempts.order_id
where attempts.is_authorised = 0
    and orders.customer_id is not null
group by orders.customer_id
having count(distinct attempts.order_id) >= 3
