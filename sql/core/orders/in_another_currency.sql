-- summary: Orders in a currency that is not that of their region.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Finance
-- table: orders
-- faulty: [currency]
-- checks: raw_orders
-- fix: Correct the currency of the order, or the one declared for the region.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   currency: {type: text, title: Currency}
--   region_currency: {type: text, title: Region currency}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    orders.order_id,
    orders.region,
    orders.currency,
    regions.currency as region_currency,
    known.net_cents as at_risk_cents
from raw_orders as orders
join raw_regions as regions on regions.region = orders.region
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where orders.currency <> regions.currency
