-- summary: Orders whose tax is more than one percent of the taxed amount away from the rate of their region.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.02
-- owner: Finance
-- table: orders
-- checks: raw_orders as orders where orders.gross_cents - orders.discount_cents > 0
-- fix: Correct the rate of the region, or the tax of the order.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   tax_rate: {type: decimal, title: Tax rate}
--   tax_cents: {type: money, title: Tax}
--   taxed_cents: {type: money, title: Taxed}
select
    orders.order_id,
    orders.region,
    regions.tax_rate,
    orders.tax_cents,
    orders.gross_cents - orders.discount_cents + orders.shipping_cents as taxed_cents
from raw_orders as orders
join raw_regions as regions on regions.region = orders.region
where orders.gross_cents - orders.discount_cents > 0
    and abs(orders.tax_cents - regions.tax_rate * (orders.gross_cents - orders.discount_cents + orders.shipping_cents))
        > 5 + cast(orders.gross_cents - orders.discount_cents + orders.shipping_cents as double precision) / 100
