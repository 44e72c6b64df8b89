-- summary: Categories without a product.
-- tier: completeness
-- severity: minor
-- tolerance: 0
-- owner: Merchandising
-- table: categories
-- checks: raw_categories
-- fix: Put products into the category, or take it away.
-- grain: category
-- params: {}
-- columns:
--   category: {type: text, title: Category}
--   department: {type: text, title: Department}
select
    categories.category,
    categories.department
from raw_categories as categories
left join raw_products as products on lower(trim(products.category)) = lower(categories.category)
where products.product_id is null
