-- summary: Sales, exchanges and losses that add to the stock, or receipts that take from it.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Operations
-- table: stock_movements
-- faulty: [kind, units]
-- checks: raw_stock_movements as moved where moved.kind in ('Sale', 'Receipt', 'Exchange', 'Loss')
-- fix: Correct the kind of the movement.
-- grain: moved_on, product_id, warehouse_id, kind
-- params: {}
-- columns:
--   moved_on: {type: date, title: Moved}
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   kind: {type: text, title: Kind}
--   units: {type: integer, title: Units}
select
    moved.moved_on,
    moved.product_id,
    moved.warehouse_id,
    moved.kind,
    moved.units
from raw_stock_movements as moved
where (moved.kind in ('Sale', 'Exchange', 'Loss') and moved.units > 0)
    or (moved.kind = 'Receipt' and moved.units < 0)
