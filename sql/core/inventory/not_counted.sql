-- summary: Products in stock that nobody has counted in a year.
-- tier: completeness
-- severity: minor
-- tolerance: 0.1
-- owner: Operations
-- table: stock_snapshots
-- checks: raw_stock_snapshots as snapshots where snapshots.snapshot_on = :as_of_date and snapshots.on_hand_units > 0
-- fix: Count them.
-- grain: product_id, warehouse_id
-- params: {as_of_date: date, as_of_day: integer}
-- columns:
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   on_hand_units: {type: integer, title: On hand units}
--   counted_on: {type: date, title: Counted}
with counted as (
    select counts.product_id, counts.warehouse_id, max(counts.counted_on) as counted_on
    from raw_stock_counts as counts
    group by counts.product_id, counts.warehouse_id
),

limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 365
)

select
    snapshots.product_id,
    snapshots.warehouse_id,
    snapshots.on_hand_units,
    counted.counted_on
from raw_stock_snapshots as snapshots
cross join limits
left join counted on counted.product_id = snapshots.product_id and counted.warehouse_id = snapshots.warehouse_id
where snapshots.snapshot_on = :as_of_date
    and snapshots.on_hand_units > 0
    and coalesce(counted.counted_on, '') < limits.date_day
