-- summary: Customers with five orders or more who sent back something of at least half of them.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.02
-- owner: Fraud
-- table: customers
-- checks: >-
--   (select orders.customer_id from raw_orders as orders where orders.customer_id is not null and orders.status = 'placed' group
--   by orders.customer_id having count(*) >= 5) as regulars
-- fix: Look at the goods that came back; the programme for returns decides.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   orders: {type: integer, title: Orders}
--   returns: {type: integer, title: Returns}
with counted as (
    select
        orders.customer_id,
        count(distinct orders.order_id) as orders,
        count(distinct returned.order_id) as returns
    from raw_orders as orders
    left join raw_returns as returned on returned.order_id = orders.order_id
    where orders.customer_id is not null
        and orders.status = 'placed'
    group by orders.customer_id
)

select
    counted.customer_id,
    counted.orders,
    counted.returns
from counted
where counted.orders >= 5
    and 2 * counted.returns >= counted.orders
