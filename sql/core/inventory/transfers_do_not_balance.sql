-- summary: Products of which more units left warehouses for other ones than came in there, or fewer.
-- tier: accuracy
-- severity: major
-- tolerance: 0.01
-- owner: Operations
-- table: stock_movements
-- faulty: [kind, units]
-- checks: (select distinct moved.product_id from raw_stock_movements as moved where moved.kind = 'Transfer') as transferred
-- fix: Look for a transfer that was booked at one end only.
-- grain: product_id
-- params: {}
-- columns:
--   product_id: {type: id, title: Product}
--   net_units: {type: integer, title: Net units}
select
    moved.product_id,
    sum(moved.units) as net_units
from raw_stock_movements as moved
where moved.kind = 'Transfer'
group by moved.product_id
having abs(sum(moved.units)) > 0
