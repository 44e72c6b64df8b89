-- summary: Products as their latest sale describes them; key 0 stands for lines without a product.
-- grain: product_key
-- indexes: ["product_id, source"]
-- columns:
--   product_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product, drill: product}
--   product_name: {type: text, title: Product name}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   department: {type: text, title: Department, note: Group of its category.}
--   brand_kind: {type: text, title: Kind of brand, note: 'Own brand or Other brand.'}
--   vendor_id: {type: id, title: Vendor, note: Who supplies it now.}
--   vendor_name: {type: text, title: Vendor name}
with hidden as (
    select distinct parts.source, parts.document_id
    from document_customers as parts
    where parts.is_hidden = 1
),

described as (
    -- Each text behind 1 or 0 for a sale and its time, twenty characters, so that the greatest is that of the latest sale.
    select
        lines.source,
        lines.product_id,
        max(case when lines.product_name <> 'Not recorded' then lines.is_sale || lines.recorded_at || lines.product_name end) as named,
        max(case when lines.category <> 'Not recorded' then lines.is_sale || lines.recorded_at || lines.category end) as sorted_by,
        max(case when lines.brand <> 'Not recorded' then lines.is_sale || lines.recorded_at || lines.brand end) as branded
    from stg_order_lines as lines
    left join hidden on hidden.document_id = lines.document_id and hidden.source = lines.source
    where lines.kind = 'product'
        and lines.product_id <> 'Not recorded'
        and hidden.document_id is null
    group by lines.product_id, lines.source
),

keyed as (
    select
        row_number() over (order by described.source, described.product_id) as product_key,
        described.source,
        described.product_id,
        coalesce(substr(described.named, 21), 'Not recorded') as product_name,
        coalesce(substr(described.sorted_by, 21), 'Not recorded') as category,
        coalesce(substr(described.branded, 21), 'Not recorded') as brand
    from described

    union all

    select
        0 as product_key,
        'Not recorded' as source,
        'Not recorded' as product_id,
        'Not recorded' as product_name,
        'Not recorded' as category,
        'Not recorded' as brand
),

grouped as (
    select
        keyed.*,
        coalesce(categories.department, 'Not recorded') as department,
        coalesce(brands.brand_kind, 'Not recorded') as brand_kind,
        coalesce(vendors.vendor_id, 'Not recorded') as vendor_id,
        coalesce(vendors.vendor_name, 'Not recorded') as vendor_name
    from keyed
    left join stg_categories as categories on categories.category = keyed.category and categories.source = keyed.source
    left join stg_brands as brands on brands.brand = keyed.brand and brands.source = keyed.source
    left join stg_products as supplied on supplied.product_id = keyed.product_id and supplied.source = keyed.source
    left join stg_vendors as vendors on vendors.vendor_id = supplied.vendor_id
)

select * from grouped
