-- summary: Hours worked in a warehouse by day and kind of work, with the shipments that were sent in the hours of packing.
-- grain: labour_key
-- indexes: [worked_day]
-- columns:
--   labour_key: {type: integer, title: Key}
--   worked_day: {type: integer, title: Day}
--   warehouse_key: {type: integer, title: Warehouse key}
--   warehouse_id: {type: id, title: Warehouse}
--   kind: {type: text, title: Kind of work}
--   hours: {type: decimal, title: Hours}
--   shipments: {type: integer, title: Shipments, note: 'Of the day, beside the hours of packing; 0 beside other work.'}
with sent as (
    select
        shipments.warehouse_key,
        shipments.shipped_day,
        count(*) as shipments
    from fct_shipments as shipments
    group by shipments.warehouse_key, shipments.shipped_day
),

labour as (
    select
        row_number() over (order by worked.worked_on, worked.warehouse_id, worked.kind) as labour_key,
        days.day_number as worked_day,
        coalesce(warehouses.warehouse_key, 0) as warehouse_key,
        worked.warehouse_id,
        worked.kind,
        worked.hours,
        case when worked.kind = 'Packing' then coalesce(sent.shipments, 0) else 0 end as shipments
    from stg_labour_hours as worked
    join dim_date as days on days.date_day = worked.worked_on
    left join dim_warehouses as warehouses on warehouses.warehouse_id = worked.warehouse_id
    left join sent on sent.warehouse_key = warehouses.warehouse_key and sent.shipped_day = days.day_number
)

select * from labour
