-- summary: Runs of days at whose end a warehouse's books showed nothing of a product, up to the as-of day.
-- grain: stock_out_key
-- params: {as_of_day: integer}
-- indexes: ["product_id, warehouse_id"]
-- columns:
--   stock_out_key: {type: integer, title: Key}
--   product_key: {type: integer, title: Product key}
--   product_id: {type: id, title: Product, drill: product}
--   warehouse_key: {type: integer, title: Warehouse key}
--   warehouse_id: {type: id, title: Warehouse}
--   vendor_key: {type: integer, title: Vendor key}
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   from_day: {type: integer, title: First day}
--   to_day: {type: integer, title: Last day}
--   days: {type: integer, title: Days}
--   is_over: {type: boolean, title: Over, note: Whether goods have come since.}
with daily as (
    select
        movements.product_id,
        movements.warehouse_id,
        movements.movement_day,
        max(movements.product_key) as product_key,
        max(movements.warehouse_key) as warehouse_key,
        max(movements.vendor_key) as vendor_key,
        max(movements.vendor_id) as vendor_id,
        max(movements.category) as category,
        max(movements.brand) as brand,
        sum(movements.units) as units
    from fct_stock_movements as movements
    where movements.movement_day <= :as_of_day
    group by movements.product_id, movements.warehouse_id, movements.movement_day
),

levels as (
    select
        daily.*,
        sum(daily.units) over (
            partition by daily.product_id, daily.warehouse_id order by daily.movement_day rows between unbounded preceding and current row
        ) as on_hand_units,
        lead(daily.movement_day) over (partition by daily.product_id, daily.warehouse_id order by daily.movement_day) as next_day
    from daily
),

stretches as (
    -- Movements of a day without stock that cancel out part a run in two: it goes on while the level before was nothing too.
    select
        levels.*,
        case when levels.on_hand_units > 0 then 1 else 0 end as is_stocked,
        sum(case when levels.on_hand_units > 0 then 1 else 0 end) over (
            partition by levels.product_id, levels.warehouse_id order by levels.movement_day rows between unbounded preceding and current row
        ) as run_number
    from levels
),

runs as (
    select
        stretches.product_id,
        stretches.warehouse_id,
        max(stretches.product_key) as product_key,
        max(stretches.warehouse_key) as warehouse_key,
        max(stretches.vendor_key) as vendor_key,
        max(stretches.vendor_id) as vendor_id,
        max(stretches.category) as category,
        max(stretches.brand) as brand,
        min(stretches.movement_day) as from_day,
        max(coalesce(stretches.next_day - 1, :as_of_day)) as to_day,
        min(case when stretches.next_day is null then 0 else 1 end) as is_over
    from stretches
    where stretches.is_stocked = 0
    group by stretches.product_id, stretches.warehouse_id, stretches.run_number
),

keyed as (
    select
        row_number() over (order by runs.from_day, runs.product_id, runs.warehouse_id) as stock_out_key,
        runs.*,
        runs.to_day - runs.from_day + 1 as days
    from runs
)

select * from keyed
