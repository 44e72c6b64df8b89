-- summary: Rows of loaded files that could not be used and were set aside, by the rule that they broke.
-- tier: completeness
-- severity: major
-- tolerance: 0.005
-- owner: Data
-- table: order_items
-- checks: >-
--   (select lines.line_id as row_number from raw_order_lines as lines where lines.is_current = 1 union all select
--   kept.quarantine_id as row_number from raw_quarantine as kept) as arrived
-- fix: Download the quarantine of the load, correct the rows and load them again.
-- grain: load_id, file_name, file_row
-- params: {}
-- columns:
--   load_id: {type: id, title: Load}
--   file_name: {type: text, title: File name}
--   file_row: {type: integer, title: Row}
--   column_name: {type: text, title: Column name}
--   rule: {type: text, title: Rule}
select
    kept.load_id,
    kept.file_name,
    kept.file_row,
    min(kept.column_name) as column_name,
    min(kept.rule) as rule
from raw_quarantine as kept
group by kept.load_id, kept.file_name, kept.file_row
