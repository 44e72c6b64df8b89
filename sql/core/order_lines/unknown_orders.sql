-- summary: Lines that name an order which did not come with them. They were set aside when they were loaded.
-- tier: consistency
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: order_items
-- checks: >-
--   (select lines.line_id as row_number from raw_order_lines as lines where lines.is_current = 1 union all select
--   kept.quarantine_id as row_number from raw_quarantine as kept) as arrived
-- fix: Load the orders that the lines belong to, then the lines again.
-- grain: file_name, file_row, load_id
-- params: {}
-- columns:
--   load_id: {type: id, title: Load}
--   file_name: {type: text, title: File name}
--   file_row: {type: integer, title: Row}
--   order_id: {type: id, title: Order, drill: order}
--   row_text: {type: text, title: Row as it stood, tag: name, wide: true}
select
    kept.load_id,
    kept.file_name,
    kept.file_row,
    kept.value as order_id,
    kept.row_text
from raw_quarantine as kept
where kept.rule = 'reference'
    and kept.column_name = 'order_id'
