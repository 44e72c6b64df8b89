-- summary: Physical counts beside the books, with what is missing or found beyond what is on its way.
-- grain: count_key
-- indexes: [count_day]
-- columns:
--   count_key: {type: integer, title: Key}
--   count_day: {type: integer, title: Day}
--   product_key: {type: integer, title: Product key}
--   product_id: {type: id, title: Product, drill: product}
--   warehouse_key: {type: integer, title: Warehouse key}
--   warehouse_id: {type: id, title: Warehouse}
--   vendor_key: {type: integer, title: Vendor key}
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   system_units: {type: integer, title: Units in the books}
--   in_transit_units: {type: integer, title: Units on their way, note: In the books and not there yet.}
--   expected_units: {type: integer, title: Units expected, note: In the books and not on their way.}
--   counted_units: {type: integer, title: Units found}
--   missing_units: {type: integer, title: Units missing}
--   surplus_units: {type: integer, title: Units found beyond}
--   expected_value_cents: {type: integer, title: Value expected, tag: cost}
--   missing_value_cents: {type: integer, title: Value missing, tag: cost}
--   is_accurate: {type: boolean, title: Accurate, note: Exactly the units that were expected.}
--   is_latest: {type: boolean, title: Latest, note: Of the product in the warehouse.}
with compared as (
    select
        counts.*,
        counts.system_units - counts.in_transit_units as expected_units,
        counts.system_units - counts.in_transit_units - counts.counted_units as gap_units,
        row_number() over (partition by counts.product_id, counts.warehouse_id order by counts.counted_on desc) as age_rank
    from stg_stock_counts as counts
),

counted as (
    select
        row_number() over (order by compared.counted_on, compared.product_id, compared.warehouse_id) as count_key,
        days.day_number as count_day,
        coalesce(products.product_key, 0) as product_key,
        compared.product_id,
        coalesce(warehouses.warehouse_key, 0) as warehouse_key,
        compared.warehouse_id,
        coalesce(products.vendor_key, 0) as vendor_key,
        coalesce(products.vendor_id, 'Not recorded') as vendor_id,
        coalesce(products.category, 'Not recorded') as category,
        coalesce(products.brand, 'Not recorded') as brand,
        compared.system_units,
        compared.in_transit_units,
        compared.expected_units,
        compared.counted_units,
        case when compared.gap_units > 0 then compared.gap_units else 0 end as missing_units,
        case when compared.gap_units < 0 then -compared.gap_units else 0 end as surplus_units,
        compared.expected_units * compared.unit_cost_cents as expected_value_cents,
        case when compared.gap_units > 0 then compared.gap_units else 0 end * compared.unit_cost_cents as missing_value_cents,
        case when compared.gap_units = 0 then 1 else 0 end as is_accurate,
        case when compared.age_rank = 1 then 1 else 0 end as is_latest
    from compared
    join dim_date as days on days.date_day = compared.counted_on
    left join supplied_products as products on products.source = compared.source and products.product_id = compared.product_id
    left join dim_warehouses as warehouses on warehouses.warehouse_id = compared.warehouse_id
)

select * from counted
