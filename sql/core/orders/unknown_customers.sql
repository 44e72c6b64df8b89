-- summary: Orders of a customer who is not among the customers. A guest's order, which names nobody, is not one.
-- tier: consistency
-- severity: critical
-- tolerance: 0
-- owner: Customer service
-- table: orders
-- faulty: [customer_id]
-- checks: raw_orders as orders where orders.customer_id is not null
-- fix: Load the customer, or correct the customer number of the order in the shop's system.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   customer_id: {type: id, title: Customer}
--   ordered_at: {type: timestamp, title: Placed}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    orders.order_id,
    orders.customer_id,
    orders.ordered_at,
    known.net_cents as at_risk_cents
from raw_orders as orders
left join raw_customers as customers on customers.customer_id = orders.customer_id
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where orders.customer_id is not null
    and customers.customer_id is null
