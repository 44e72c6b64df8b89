-- summary: Products as they are now, with who supplies them and when they are on sale.
-- grain: product_id
-- columns:
--   product_id: {type: id, title: Product}
--   source: {type: text, title: Source}
--   sku: {type: text, title: Stock keeping unit}
--   product_name: {type: text, title: Product name}
--   description: {type: text, title: Description}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   vendor_id: {type: id, title: Vendor}
--   listed_on: {type: date, title: Listed on}
--   delisted_on: {type: date, title: Delisted on}
--   weight_grams: {type: integer, title: Weight}
with loaded as (
    select
        products.product_id,
        'demo' as source,
        coalesce(nullif(trim(products.sku), ''), 'Not recorded') as sku,
        coalesce(nullif(trim(products.product_name), ''), 'Not recorded') as product_name,
        coalesce(nullif(trim(products.description), ''), 'Not recorded') as description,
        coalesce(categories.category, nullif(trim(products.category), ''), 'Not recorded') as category,
        coalesce(nullif(trim(products.brand), ''), 'Not recorded') as brand,
        coalesce(nullif(trim(products.vendor_id), ''), 'Not recorded') as vendor_id,
        products.listed_on,
        products.delisted_on,
        products.weight_grams
    from raw_products as products
    -- A category in another spelling is the one it stands for.
    left join stg_categories as categories on lower(categories.category) = lower(trim(products.category))
    where products.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
