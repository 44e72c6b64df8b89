-- summary: Products without a description, or with one of fewer than twelve letters, as a placeholder is.
-- tier: completeness
-- severity: major
-- tolerance: 0
-- owner: Merchandising
-- table: products
-- faulty: [description]
-- checks: raw_products
-- fix: Write a description; customers ask about what they cannot read.
-- grain: product_id
-- params: {as_of_day: integer}
-- columns:
--   product_id: {type: id, title: Product}
--   sku: {type: text, title: Sku}
--   product_name: {type: text, title: Product name}
--   description: {type: text, title: Description}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the product in the last 365 days.}
with sold as (
    select products.product_id, sum(events.gross_cents - events.discount_cents - events.return_cents) as net_cents
    from fct_sales_events as events
    join dim_products as products on products.product_key = events.product_key
    where events.event_day between :as_of_day - 364 and :as_of_day
        and products.source = 'demo'
    group by products.product_id
)

select
    products.product_id,
    products.sku,
    products.product_name,
    products.description,
    sold.net_cents as at_risk_cents
from raw_products as products
left join sold on sold.product_id = products.product_id
where length(trim(coalesce(products.description, ''))) < 12
