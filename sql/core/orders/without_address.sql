-- summary: Orders of customers with an account that name no address to send them to.
-- tier: completeness
-- severity: minor
-- tolerance: 0.02
-- owner: Operations
-- table: orders
-- checks: raw_orders as orders where orders.status = 'placed' and orders.customer_id is not null
-- fix: Ask the customer for an address.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   channel: {type: text, title: Channel}
select
    orders.order_id,
    orders.ordered_at,
    orders.channel
from raw_orders as orders
where orders.status = 'placed'
    and orders.customer_id is not null
    and orders.shipping_address_id is null
