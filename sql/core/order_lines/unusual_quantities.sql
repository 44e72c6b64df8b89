-- summary: Lines of the last 90 days with twenty units or more that are also ten times what its product is usually bought in.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.002
-- owner: Merchandising
-- table: order_items
-- checks: >-
--   raw_order_lines as lines where lines.is_current = 1 and lines.is_return = 0 and lines.kind = 'product' and lines.ordered_day
--   between :as_of_day - 89 and :as_of_day
-- fix: Ask whether the order is meant as it stands, or whether a case was counted as units.
-- grain: line_id
-- params: {as_of_day: integer}
-- columns:
--   line_id: {type: id, title: Line}
--   order_id: {type: id, title: Order, drill: order}
--   product_id: {type: id, title: Product}
--   quantity: {type: integer, title: Quantity}
--   usual: {type: decimal, title: Usual}
with usual as (
    select
        lines.source || ' ' || lines.product_id as product,
        cast(sum(lines.quantity) as double precision) / nullif(count(*), 0) as usual
    from raw_order_lines as lines
    where lines.is_current = 1
        and lines.is_return = 0
        and lines.ordered_day < :as_of_day - 89
    group by lines.source || ' ' || lines.product_id
    having count(*) >= 20
)

select
    lines.line_id,
    lines.order_id,
    lines.product_id,
    lines.quantity,
    usual.usual
from raw_order_lines as lines
join usual on usual.product = lines.source || ' ' || lines.product_id
where lines.is_current = 1
    and lines.is_return = 0
    and lines.ordered_day between :as_of_day - 89 and :as_of_day
    and lines.quantity >= 20
    and lines.quantity >= 10 * usual.usual
