-- summary: Stock of each product and warehouse at the end of each month and of the last day, with what moved since the month began.
-- grain: inventory_key
-- indexes: [snapshot_day]
-- columns:
--   inventory_key: {type: integer, title: Key}
--   snapshot_day: {type: integer, title: Day, note: 'Last day of the month, or of the data.'}
--   first_day: {type: integer, title: First day, note: 'Of the month, or of the product in the warehouse.'}
--   product_key: {type: integer, title: Product key}
--   product_id: {type: id, title: Product, drill: product}
--   warehouse_key: {type: integer, title: Warehouse key}
--   warehouse_id: {type: id, title: Warehouse}
--   vendor_key: {type: integer, title: Vendor key}
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   units: {type: integer, title: Units, note: In the books on the evening of the day.}
--   unit_cost_cents: {type: integer, title: Unit cost, tag: cost}
--   value_cents: {type: integer, title: Value at cost, tag: cost}
--   opening_units: {type: integer, title: Opening units, note: 'On the evening before, or when the books were opened.'}
--   received_units: {type: integer, title: Received}
--   sold_units: {type: integer, title: Sold}
--   exchanged_units: {type: integer, title: Sent in exchange}
--   returned_units: {type: integer, title: Returned to stock}
--   lost_units: {type: integer, title: Lost}
--   transferred_units: {type: integer, title: Transferred, note: Negative when more went out.}
--   cost_of_goods_cents: {type: integer, title: Cost of goods sold, note: 'And of goods sent in exchange, less that of units returned to stock.', tag: cost}
--   active_days: {type: integer, title: Days on sale}
--   stock_out_days: {type: integer, title: Days out of stock, note: Of the days on sale; nothing was left in the evening.}
--   value_day_cents: {type: integer, title: Value days, note: 'Units of each evening summed, at the cost of the last day.', tag: cost}
--   in_transit_units: {type: integer, title: In transit, note: Ordered from the vendor and not received by the day.}
--   is_latest: {type: boolean, title: Latest}
with dated as (
    select
        snapshots.*,
        days.day_number as snapshot_day,
        days.month_start,
        months.day_number as month_day,
        max(days.day_number) over (partition by snapshots.source) as latest_day
    from stg_stock_snapshots as snapshots
    join dim_date as days on days.date_day = snapshots.snapshot_on
    join dim_date as months on months.date_day = days.month_start
),

moved as (
    select
        dated.*,
        case when movements.opening_units > 0 then movements.first_day else dated.month_day end as first_day,
        dated.on_hand_units - coalesce(movements.units - movements.opening_units, 0) as opening_units,
        coalesce(movements.received_units, 0) as received_units,
        coalesce(movements.sold_units, 0) as sold_units,
        coalesce(movements.exchanged_units, 0) as exchanged_units,
        coalesce(movements.returned_units, 0) as returned_units,
        coalesce(movements.lost_units, 0) as lost_units,
        coalesce(movements.transferred_units, 0) as transferred_units,
        coalesce(movements.cost_of_goods_cents, 0) as cost_of_goods_cents,
        (dated.on_hand_units - coalesce(movements.units, 0)) * (dated.snapshot_day - dated.month_day + 1)
            + coalesce(movements.units, 0) * (dated.snapshot_day + 1) - coalesce(movements.unit_days_from_zero, 0) as unit_days
    from dated
    left join month_movements as movements
        on movements.product_id = dated.product_id
            and movements.warehouse_id = dated.warehouse_id
            and movements.month_start = dated.month_start
),

active as (
    select
        moved.*,
        products.product_key,
        products.vendor_key,
        products.vendor_id,
        products.category,
        products.brand,
        case when products.delisted_day < moved.snapshot_day then products.delisted_day else moved.snapshot_day end as last_active_day
    from moved
    left join supplied_products as products on products.source = moved.source and products.product_id = moved.product_id
),

empty as (
    select
        active.product_id,
        active.warehouse_id,
        active.snapshot_day,
        sum(
            case when outs.to_day < active.last_active_day then outs.to_day else active.last_active_day end
            - case when outs.from_day > active.first_day then outs.from_day else active.first_day end + 1
        ) as stock_out_days
    from active
    join fct_stock_outs as outs on outs.product_id = active.product_id and outs.warehouse_id = active.warehouse_id
    where active.first_day <= active.last_active_day
        and outs.from_day <= active.last_active_day
        and outs.to_day >= active.first_day
    group by active.product_id, active.warehouse_id, active.snapshot_day
),

months as (
    select
        row_number() over (order by active.snapshot_day, active.product_id, active.warehouse_id) as inventory_key,
        active.snapshot_day,
        active.first_day,
        coalesce(active.product_key, 0) as product_key,
        active.product_id,
        coalesce(warehouses.warehouse_key, 0) as warehouse_key,
        active.warehouse_id,
        coalesce(active.vendor_key, 0) as vendor_key,
        coalesce(active.vendor_id, 'Not recorded') as vendor_id,
        coalesce(active.category, 'Not recorded') as category,
        coalesce(active.brand, 'Not recorded') as brand,
        active.on_hand_units as units,
        active.unit_cost_cents,
        active.on_hand_units * active.unit_cost_cents as value_cents,
        active.opening_units,
        active.received_units,
        active.sold_units,
        active.exchanged_units,
        active.returned_units,
        active.lost_units,
        active.transferred_units,
        active.cost_of_goods_cents,
        case when active.last_active_day >= active.first_day then active.last_active_day - active.first_day + 1 else 0 end as active_days,
        coalesce(empty.stock_out_days, 0) as stock_out_days,
        active.unit_days * active.unit_cost_cents as value_day_cents,
        coalesce(transit.units, 0) as in_transit_units,
        case when active.snapshot_day = active.latest_day then 1 else 0 end as is_latest
    from active
    left join dim_warehouses as warehouses on warehouses.warehouse_id = active.warehouse_id
    left join empty
        on empty.product_id = active.product_id and empty.warehouse_id = active.warehouse_id and empty.snapshot_day = active.snapshot_day
    left join in_transit_stock as transit
        on transit.product_id = active.product_id and transit.warehouse_id = active.warehouse_id and transit.snapshot_day = active.snapshot_day
)

select * from months
