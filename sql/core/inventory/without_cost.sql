-- summary: Stock without a cost, or at a cost of nothing.
-- tier: completeness
-- severity: major
-- tolerance: 0
-- owner: Finance
-- table: stock_snapshots
-- faulty: [unit_cost_cents]
-- checks: raw_stock_snapshots as snapshots where snapshots.on_hand_units > 0
-- fix: Propose a cost with a table of costs.
-- grain: snapshot_on, product_id, warehouse_id
-- params: {}
-- columns:
--   snapshot_on: {type: date, title: Snapshot}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   on_hand_units: {type: integer, title: On hand units}
--   unit_cost_cents: {type: money, title: Cost of a unit, tag: cost}
select
    snapshots.snapshot_on,
    snapshots.product_id,
    snapshots.warehouse_id,
    snapshots.on_hand_units,
    snapshots.unit_cost_cents
from raw_stock_snapshots as snapshots
where snapshots.on_hand_units > 0
    and coalesce(snapshots.unit_cost_cents, 0) <= 0
