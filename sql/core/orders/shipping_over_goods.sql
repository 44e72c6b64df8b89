-- summary: Orders that are charged more for shipping than for goods.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.05
-- owner: Operations
-- table: orders
-- checks: raw_orders as orders where orders.shipping_cents > 0 and orders.status = 'placed'
-- fix: Look at the shipping rate of small orders.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   goods_cents: {type: money, title: Goods}
--   shipping_cents: {type: money, title: Shipping}
select
    orders.order_id,
    orders.gross_cents - orders.discount_cents as goods_cents,
    orders.shipping_cents
from raw_orders as orders
where orders.shipping_cents > 0
    and orders.status = 'placed'
    and orders.shipping_cents > orders.gross_cents - orders.discount_cents
