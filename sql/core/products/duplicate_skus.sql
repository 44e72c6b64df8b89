-- summary: Stock keeping units that stand on more than one product. Nobody can tell which of the two is on the shelf.
-- tier: validation
-- severity: critical
-- tolerance: 0
-- owner: Merchandising
-- table: products
-- faulty: [sku]
-- checks: (select distinct products.sku from raw_products as products) as numbers
-- fix: Give one of the products a number of its own, and count both.
-- grain: sku
-- params: {}
-- columns:
--   sku: {type: text, title: Sku}
--   first_product_id: {type: id, title: First product}
--   last_product_id: {type: id, title: Last product}
--   products: {type: integer, title: Products}
select
    products.sku,
    min(products.product_id) as first_product_id,
    max(products.product_id) as last_product_id,
    count(*) as products
from raw_products as products
where products.sku is not null
group by products.sku
having count(*) > 1
