-- summary: Units that vendors still owed on the day of each snapshot, by product and warehouse.
-- grain: snapshot_day, product_id, warehouse_id
-- columns:
--   snapshot_day: {type: integer, title: Day}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   units: {type: integer, title: Units}
with taken as (
    select distinct snapshots.snapshot_on
    from stg_stock_snapshots as snapshots
),

snapshot_days as (
    select days.day_number as snapshot_day
    from taken
    join dim_date as days on days.date_day = taken.snapshot_on
),

open_lines as (
    select
        snapshot_days.snapshot_day,
        lines.purchase_order_id,
        lines.line_number,
        lines.product_id,
        lines.warehouse_id,
        lines.ordered_units
    from fct_purchase_order_lines as lines
    join snapshot_days
        on snapshot_days.snapshot_day >= lines.ordered_day
            and (lines.closed_day is null or snapshot_days.snapshot_day < lines.closed_day)
),

arrived as (
    select
        receipts.purchase_order_id,
        receipts.line_number,
        days.day_number as received_day,
        receipts.received_units
    from stg_receipts as receipts
    join dim_date as days on days.date_day = receipts.received_on
),

owed as (
    select open_lines.snapshot_day, open_lines.product_id, open_lines.warehouse_id, open_lines.ordered_units as units
    from open_lines

    union all

    select open_lines.snapshot_day, open_lines.product_id, open_lines.warehouse_id, -arrived.received_units as units
    from open_lines
    join arrived
        on arrived.purchase_order_id = open_lines.purchase_order_id
            and arrived.line_number = open_lines.line_number
            and arrived.received_day <= open_lines.snapshot_day
),

summed as (
    select owed.snapshot_day, owed.product_id, owed.warehouse_id, sum(owed.units) as units
    from owed
    group by owed.snapshot_day, owed.product_id, owed.warehouse_id
)

select * from summed
