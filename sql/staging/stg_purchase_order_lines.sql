-- summary: Products on purchase orders.
-- grain: purchase_order_id, line_number
-- columns:
--   purchase_order_id: {type: id, title: Purchase order}
--   line_number: {type: integer, title: Line}
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product}
--   ordered_units: {type: integer, title: Units ordered}
--   unit_cost_cents: {type: integer, title: Unit cost}
--   closed_on: {type: date, title: Closed on}
with loaded as (
    select
        lines.purchase_order_id,
        lines.line_number,
        'demo' as source,
        lines.product_id,
        lines.ordered_units,
        lines.unit_cost_cents,
        lines.closed_on
    from raw_purchase_order_lines as lines
    where lines.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
