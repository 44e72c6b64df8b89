-- summary: Units that came in and went out, by product, warehouse, day and kind.
-- grain: moved_on, product_id, warehouse_id, kind
-- columns:
--   moved_on: {type: date, title: Day}
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   kind: {type: text, title: Kind}
--   units: {type: integer, title: Units, note: Negative when they went out.}
--   unit_cost_cents: {type: integer, title: Unit cost}
with loaded as (
    select
        movements.moved_on,
        'demo' as source,
        movements.product_id,
        movements.warehouse_id,
        movements.kind,
        movements.units,
        movements.unit_cost_cents
    from raw_stock_movements as movements
    where movements.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
