-- summary: Stock of products that were taken off sale more than 90 days ago.
-- tier: consistency
-- severity: minor
-- tolerance: 0.1
-- owner: Merchandising
-- table: stock_snapshots
-- checks: raw_stock_snapshots as snapshots where snapshots.snapshot_on = :as_of_date and snapshots.on_hand_units > 0
-- fix: Sell it at a discount, send it back or write it off.
-- grain: product_id, warehouse_id
-- params: {as_of_date: date, as_of_day: integer}
-- columns:
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   delisted_on: {type: date, title: Delisted}
--   on_hand_units: {type: integer, title: On hand units}
--   at_risk_cents: {type: money, title: Money at risk, note: The stock at cost., tag: cost}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 90
)

select
    snapshots.product_id,
    snapshots.warehouse_id,
    products.delisted_on,
    snapshots.on_hand_units,
    snapshots.on_hand_units * snapshots.unit_cost_cents as at_risk_cents
from raw_stock_snapshots as snapshots
join raw_products as products on products.product_id = snapshots.product_id
cross join limits
where snapshots.snapshot_on = :as_of_date
    and snapshots.on_hand_units > 0
    and products.delisted_on < limits.date_day
