-- summary: Orders that are taxed at more than 30 % of goods and shipping, above every rate of the regions there are.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.001
-- owner: Finance
-- table: orders
-- checks: raw_orders as orders where orders.gross_cents - orders.discount_cents > 0
-- fix: Look whether a tax was counted twice, and correct the order.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   tax_cents: {type: money, title: Tax}
--   taxed_cents: {type: money, title: Taxed}
select
    orders.order_id,
    orders.region,
    orders.tax_cents,
    orders.gross_cents - orders.discount_cents + orders.shipping_cents as taxed_cents
from raw_orders as orders
where orders.gross_cents - orders.discount_cents > 0
    and orders.tax_cents * 10 > (orders.gross_cents - orders.discount_cents + orders.shipping_cents) * 3
