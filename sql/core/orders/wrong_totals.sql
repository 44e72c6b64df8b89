-- summary: Orders whose total is not their gross amount less discounts, plus shipping and tax, to the cent.
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: orders
-- faulty: [total_cents, gross_cents, discount_cents, shipping_cents, tax_cents]
-- checks: raw_orders
-- fix: Correct the total, or the part that was typed wrong, in the shop's system; books and receipts follow the parts.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   currency: {type: text, title: Currency}
--   stated_cents: {type: money, title: Stated}
--   summed_cents: {type: money, title: Summed}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    orders.order_id,
    orders.ordered_at,
    orders.currency,
    orders.total_cents as stated_cents,
    orders.gross_cents - orders.discount_cents + orders.shipping_cents + orders.tax_cents as summed_cents,
    known.net_cents as at_risk_cents
from raw_orders as orders
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where orders.total_cents <> orders.gross_cents - orders.discount_cents + orders.shipping_cents + orders.tax_cents
