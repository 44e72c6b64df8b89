-- summary: Orders whose region is not that of the address they are sent to.
-- tier: consistency
-- severity: minor
-- tolerance: 0.02
-- owner: Operations
-- table: orders
-- checks: raw_orders as orders where orders.shipping_address_id is not null
-- fix: Correct the region of the order or of the address; taxes and delivery follow it.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   address_region: {type: text, title: Address region}
select
    orders.order_id,
    orders.region,
    addresses.region as address_region
from raw_orders as orders
join raw_addresses as addresses on addresses.address_id = orders.shipping_address_id
where addresses.region <> orders.region
