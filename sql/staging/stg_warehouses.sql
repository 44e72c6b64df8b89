-- summary: Places that goods are sent from.
-- grain: warehouse_id
-- columns:
--   warehouse_id: {type: id, title: Warehouse}
--   warehouse_name: {type: text, title: Warehouse name}
--   country: {type: text, title: Country}
with loaded as (
    select
        warehouses.warehouse_id,
        coalesce(nullif(trim(warehouses.warehouse_name), ''), 'Not recorded') as warehouse_name,
        coalesce(nullif(trim(warehouses.country), ''), 'Not recorded') as country
    from raw_warehouses as warehouses
    where warehouses.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
