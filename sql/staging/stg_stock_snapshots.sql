-- summary: Stock in the books at the end of each month and of the last day.
-- grain: snapshot_on, product_id, warehouse_id
-- columns:
--   snapshot_on: {type: date, title: Day}
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   on_hand_units: {type: integer, title: Units}
--   unit_cost_cents: {type: integer, title: Unit cost}
with loaded as (
    select
        snapshots.snapshot_on,
        'demo' as source,
        snapshots.product_id,
        snapshots.warehouse_id,
        snapshots.on_hand_units,
        snapshots.unit_cost_cents
    from raw_stock_snapshots as snapshots
    where snapshots.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
