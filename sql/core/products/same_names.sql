-- summary: Products with the name and the brand of another product, case and spaces aside.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.02
-- owner: Merchandising
-- table: products
-- checks: raw_products
-- fix: Tell them apart in the name, or merge them.
-- grain: product_id
-- params: {}
-- columns:
--   product_id: {type: id, title: Product}
--   product_name: {type: text, title: Product name}
--   brand: {type: text, title: Brand}
--   products: {type: integer, title: Products}
with plain as (
    select
        products.product_id,
        products.product_name,
        products.brand,
        lower(replace(products.product_name, ' ', '')) as name_key
    from raw_products as products
),

counted as (
    select plain.name_key, plain.brand, count(*) as products
    from plain
    group by plain.brand, plain.name_key
    having count(*) > 1
)

select
    plain.product_id,
    plain.product_name,
    plain.brand,
    counted.products
from plain
join counted on counted.name_key = plain.name_key and counted.brand = plain.brand
