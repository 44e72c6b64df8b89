-- summary: Physical counts beside the books.
-- grain: counted_on, product_id, warehouse_id
-- columns:
--   counted_on: {type: date, title: Day}
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   system_units: {type: integer, title: Units in the books}
--   in_transit_units: {type: integer, title: Units on their way}
--   counted_units: {type: integer, title: Units found}
--   unit_cost_cents: {type: integer, title: Unit cost}
with loaded as (
    select
        counts.counted_on,
        'demo' as source,
        counts.product_id,
        counts.warehouse_id,
        counts.system_units,
        counts.in_transit_units,
        counts.counted_units,
        counts.unit_cost_cents
    from raw_stock_counts as counts
    where counts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
