-- summary: Stock in the books of less than nothing.
-- tier: validation
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: stock_snapshots
-- faulty: [on_hand_units]
-- checks: raw_stock_snapshots
-- fix: Count the product, and book the difference.
-- grain: snapshot_on, product_id, warehouse_id
-- params: {}
-- columns:
--   snapshot_on: {type: date, title: Snapshot}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   on_hand_units: {type: integer, title: On hand units}
select
    snapshots.snapshot_on,
    snapshots.product_id,
    snapshots.warehouse_id,
    snapshots.on_hand_units
from raw_stock_snapshots as snapshots
where snapshots.on_hand_units < 0
