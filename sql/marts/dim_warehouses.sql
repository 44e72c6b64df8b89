-- summary: Places that goods are sent from; key 0 stands for rows without a warehouse.
-- grain: warehouse_key
-- indexes: [warehouse_id]
-- columns:
--   warehouse_key: {type: integer, title: Key}
--   warehouse_id: {type: id, title: Warehouse}
--   warehouse_name: {type: text, title: Warehouse name}
--   country: {type: text, title: Country}
with keyed as (
    select
        row_number() over (order by warehouses.warehouse_id) as warehouse_key,
        warehouses.warehouse_id,
        warehouses.warehouse_name,
        warehouses.country
    from stg_warehouses as warehouses

    union all

    select
        0 as warehouse_key,
        'Not recorded' as warehouse_id,
        'Not recorded' as warehouse_name,
        'Not recorded' as country
)

select * from keyed
