-- summary: Counts that were held against other books than those of their day.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Operations
-- table: stock_counts
-- faulty: [system_units]
-- checks: >-
--   raw_stock_counts as counts join raw_stock_snapshots as snapshots on snapshots.product_id = counts.product_id and
--   snapshots.warehouse_id = counts.warehouse_id and snapshots.snapshot_on = counts.counted_on
-- fix: Print the list for counting on the day of the count.
-- grain: counted_on, product_id, warehouse_id
-- params: {}
-- columns:
--   counted_on: {type: date, title: Counted}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   system_units: {type: integer, title: System units}
--   on_hand_units: {type: integer, title: On hand units}
select
    counts.counted_on,
    counts.product_id,
    counts.warehouse_id,
    counts.system_units,
    snapshots.on_hand_units
from raw_stock_counts as counts
join raw_stock_snapshots as snapshots on snapshots.product_id = counts.product_id and snapshots.warehouse_id = counts.warehouse_id
    and snapshots.snapshot_on = counts.counted_on
where counts.system_units <> snapshots.on_hand_units
