-- summary: Stock movements summed by product, warehouse and month, kind by kind.
-- grain: product_id, warehouse_id, month_start
-- columns:
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   month_start: {type: date, title: Month}
--   first_day: {type: integer, title: First day}
--   units: {type: integer, title: Units}
--   unit_days_from_zero: {type: integer, title: Unit days, note: 'Units times the day they moved on, to count how long they lay.'}
--   opening_units: {type: integer, title: Opening}
--   received_units: {type: integer, title: Received}
--   sold_units: {type: integer, title: Sold}
--   exchanged_units: {type: integer, title: Sent in exchange}
--   returned_units: {type: integer, title: Returned}
--   lost_units: {type: integer, title: Lost}
--   transferred_units: {type: integer, title: Transferred}
--   cost_of_goods_cents: {type: integer, title: Cost of goods sold or exchanged}
with summed as (
    select
        movements.product_id,
        movements.warehouse_id,
        days.month_start,
        min(movements.movement_day) as first_day,
        sum(movements.units) as units,
        sum(movements.units * movements.movement_day) as unit_days_from_zero,
        sum(case when movements.kind = 'Opening' then movements.units else 0 end) as opening_units,
        sum(case when movements.kind = 'Receipt' then movements.units else 0 end) as received_units,
        sum(case when movements.kind = 'Sale' then -movements.units else 0 end) as sold_units,
        sum(case when movements.kind = 'Exchange' then -movements.units else 0 end) as exchanged_units,
        sum(case when movements.kind = 'Return' then movements.units else 0 end) as returned_units,
        sum(case when movements.kind = 'Loss' then -movements.units else 0 end) as lost_units,
        sum(case when movements.kind = 'Transfer' then movements.units else 0 end) as transferred_units,
        sum(case when movements.kind in ('Sale', 'Exchange', 'Return') then -movements.value_cents else 0 end) as cost_of_goods_cents
    from fct_stock_movements as movements
    join dim_date as days on days.day_number = movements.movement_day
    group by movements.product_id, movements.warehouse_id, days.month_start
)

select * from summed
