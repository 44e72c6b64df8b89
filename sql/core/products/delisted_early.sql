-- summary: Products whose last day on sale lies before their first.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Merchandising
-- table: products
-- faulty: [listed_on, delisted_on]
-- checks: raw_products as products where products.delisted_on is not null
-- fix: Correct one of the two days.
-- grain: product_id
-- params: {}
-- columns:
--   product_id: {type: id, title: Product}
--   product_name: {type: text, title: Product name}
--   listed_on: {type: date, title: Listed}
--   delisted_on: {type: date, title: Delisted}
select
    products.product_id,
    products.product_name,
    products.listed_on,
    products.delisted_on
from raw_products as products
where products.delisted_on < products.listed_on
