-- summary: Hours that people worked in a warehouse, by day and kind of work.
-- grain: worked_on, warehouse_id, kind
-- columns:
--   worked_on: {type: date, title: Day}
--   warehouse_id: {type: id, title: Warehouse}
--   kind: {type: text, title: Kind}
--   hours: {type: decimal, title: Hours}
with loaded as (
    select
        labour.worked_on,
        labour.warehouse_id,
        coalesce(nullif(trim(labour.kind), ''), 'Not recorded') as kind,
        labour.hours
    from raw_labour_hours as labour
    where labour.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
