-- summary: Stock in the books that is not the sum of every movement up to that day.
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: stock_snapshots
-- faulty: [on_hand_units, stock_movements.units]
-- checks: raw_stock_snapshots
-- fix: Find the movement that is missing or there twice.
-- grain: snapshot_on, product_id, warehouse_id
-- params: {}
-- columns:
--   snapshot_on: {type: date, title: Snapshot}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   on_hand_units: {type: integer, title: On hand units}
--   moved_units: {type: integer, title: Moved units}
with booked as (
    select moved.moved_on as day, moved.product_id, moved.warehouse_id, moved.units, 0 as is_snapshot, 0 as on_hand_units, moved.kind
    from raw_stock_movements as moved
    union all
    select snapshots.snapshot_on, snapshots.product_id, snapshots.warehouse_id, 0, 1, snapshots.on_hand_units, ''
    from raw_stock_snapshots as snapshots
),

summed as (
    select
        booked.day as snapshot_on,
        booked.product_id,
        booked.warehouse_id,
        booked.is_snapshot,
        booked.on_hand_units,
        sum(booked.units) over (
            partition by booked.product_id, booked.warehouse_id
            order by booked.day, booked.is_snapshot, booked.kind rows between unbounded preceding and current row
        ) as moved_units
    from booked
)

select
    summed.snapshot_on,
    summed.product_id,
    summed.warehouse_id,
    summed.on_hand_units,
    summed.moved_units
from summed
where summed.is_snapshot = 1
    and summed.on_hand_units <> summed.moved_units
