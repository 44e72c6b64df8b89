-- summary: Products on sale whose cost is not recorded, so that no margin can be told.
-- tier: completeness
-- severity: major
-- tolerance: 0.01
-- owner: Finance
-- table: products
-- faulty: [cost_history.product_id]
-- checks: raw_products as products where products.listed_on <= :as_of_date
-- fix: Propose a cost with a table of costs.
-- grain: product_id
-- params: {as_of_date: date}
-- columns:
--   product_id: {type: id, title: Product}
--   product_name: {type: text, title: Product name}
select
    products.product_id,
    products.product_name
from raw_products as products
left join raw_cost_history as costs on costs.product_id = products.product_id
where products.listed_on <= :as_of_date
    and costs.product_id is null
