-- summary: Products of a whole shop with their keys, who supplies them and the days on which they are on sale.
-- grain: source, product_id
-- columns:
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product}
--   product_key: {type: integer, title: Product key, note: 0 when it was never ordered.}
--   vendor_key: {type: integer, title: Vendor key}
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   listed_day: {type: integer, title: First day on sale}
--   delisted_day: {type: integer, title: Last day on sale, note: Missing while it is on sale.}
with keyed as (
    select
        products.source,
        products.product_id,
        coalesce(sold.product_key, 0) as product_key,
        coalesce(vendors.vendor_key, 0) as vendor_key,
        coalesce(vendors.vendor_id, 'Not recorded') as vendor_id,
        products.category,
        products.brand,
        listed.day_number as listed_day,
        delisted.day_number as delisted_day
    from stg_products as products
    left join dim_products as sold on sold.source = products.source and sold.product_id = products.product_id
    left join dim_vendors as vendors on vendors.vendor_id = products.vendor_id
    left join dim_date as listed on listed.date_day = products.listed_on
    left join dim_date as delisted on delisted.date_day = products.delisted_on
)

select * from keyed
