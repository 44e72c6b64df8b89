-- summary: Units that came in and went out, by product, warehouse, day and kind, with their value at cost.
-- grain: movement_key
-- indexes: ["movement_day", "product_key, warehouse_key, movement_day"]
-- columns:
--   movement_key: {type: integer, title: Key}
--   movement_day: {type: integer, title: Day}
--   product_key: {type: integer, title: Product key}
--   product_id: {type: id, title: Product, drill: product}
--   warehouse_key: {type: integer, title: Warehouse key}
--   warehouse_id: {type: id, title: Warehouse}
--   vendor_key: {type: integer, title: Vendor key}
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   kind: {type: text, title: Kind, note: 'Opening, Receipt, Sale, Exchange, Return, Loss or Transfer.'}
--   units: {type: integer, title: Units, note: Negative when they went out.}
--   value_cents: {type: integer, title: Value at cost, note: Likewise., tag: cost}
with movements as (
    select
        row_number() over (order by moved.moved_on, moved.product_id, moved.warehouse_id, moved.kind) as movement_key,
        days.day_number as movement_day,
        coalesce(products.product_key, 0) as product_key,
        moved.product_id,
        coalesce(warehouses.warehouse_key, 0) as warehouse_key,
        moved.warehouse_id,
        coalesce(products.vendor_key, 0) as vendor_key,
        coalesce(products.vendor_id, 'Not recorded') as vendor_id,
        coalesce(products.category, 'Not recorded') as category,
        coalesce(products.brand, 'Not recorded') as brand,
        moved.kind,
        moved.units,
        moved.units * moved.unit_cost_cents as value_cents
    from stg_stock_movements as moved
    join dim_date as days on days.date_day = moved.moved_on
    left join supplied_products as products on products.source = moved.source and products.product_id = moved.product_id
    left join dim_warehouses as warehouses on warehouses.warehouse_id = moved.warehouse_id
)

select * from movements
