-- summary: Products on sale without a list price.
-- tier: completeness
-- severity: critical
-- tolerance: 0
-- owner: Merchandising
-- table: products
-- faulty: [price_history.product_id]
-- checks: raw_products as products where products.listed_on <= :as_of_date
-- fix: Set a price.
-- grain: product_id
-- params: {as_of_date: date}
-- columns:
--   product_id: {type: id, title: Product}
--   product_name: {type: text, title: Product name}
--   listed_on: {type: date, title: Listed}
select
    products.product_id,
    products.product_name,
    products.listed_on
from raw_products as products
left join raw_price_history as prices on prices.product_id = products.product_id
where products.listed_on <= :as_of_date
    and (products.delisted_on is null or products.delisted_on >= products.listed_on)
    and prices.product_id is null
