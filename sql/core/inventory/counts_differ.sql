-- summary: >-
--   Products in a warehouse whose latest count is three units or more, and a fifth or more, away from the books, and the count
--   before too.
-- tier: accuracy
-- severity: major
-- tolerance: 0.1
-- owner: Operations
-- table: stock_counts
-- faulty: [counted_units]
-- checks: (select distinct counts.product_id, counts.warehouse_id from raw_stock_counts as counts) as places
-- fix: Look for shrinkage, for goods at the dock, for units that are cases, and for what was booked as something else.
-- grain: product_id, warehouse_id
-- params: {}
-- columns:
--   product_id: {type: id, title: Product}
--   warehouse_id: {type: id, title: Warehouse}
--   counted_on: {type: date, title: Counted}
--   book_units: {type: integer, title: Book units}
--   counted_units: {type: integer, title: Counted units}
--   at_risk_cents: {type: money, title: Money at risk, note: The difference at cost., tag: cost}
with numbered as (
    select
        counts.product_id,
        counts.warehouse_id,
        counts.counted_on,
        counts.system_units - counts.in_transit_units as book_units,
        counts.counted_units,
        counts.unit_cost_cents,
        case
            when abs(counts.system_units - counts.in_transit_units - counts.counted_units) >= 3
                and 5 * abs(counts.system_units - counts.in_transit_units - counts.counted_units)
                    >= counts.system_units - counts.in_transit_units
                then 1
            else 0
        end as is_off,
        row_number() over (partition by counts.product_id, counts.warehouse_id order by counts.counted_on desc) as position
    from raw_stock_counts as counts
),

off as (
    select numbered.product_id, numbered.warehouse_id
    from numbered
    where numbered.position <= 2
        and numbered.is_off = 1
    group by numbered.product_id, numbered.warehouse_id
    having count(*) = 2
)

select
    numbered.product_id,
    numbered.warehouse_id,
    numbered.counted_on,
    numbered.book_units,
    numbered.counted_units,
    abs(numbered.book_units - numbered.counted_units) * numbered.unit_cost_cents as at_risk_cents
from numbered
join off on off.product_id = numbered.product_id and off.warehouse_id = numbered.warehouse_id
where numbered.position = 1
