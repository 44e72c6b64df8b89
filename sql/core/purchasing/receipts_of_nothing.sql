-- summary: Deliveries of a line that no purchase order has, or of no unit.
-- tier: consistency
-- severity: critical
-- tolerance: 0
-- owner: Operations
-- table: receipts
-- faulty: [purchase_order_id, line_number, received_units]
-- checks: raw_receipts
-- fix: Find the order that the goods belong to.
-- grain: receipt_id
-- params: {}
-- columns:
--   receipt_id: {type: id, title: Receipt}
--   purchase_order_id: {type: id, title: Purchase order}
--   line_number: {type: integer, title: Line number}
--   received_units: {type: integer, title: Received units}
select
    receipts.receipt_id,
    receipts.purchase_order_id,
    receipts.line_number,
    receipts.received_units
from raw_receipts as receipts
left join raw_purchase_order_lines as lines on lines.purchase_order_id = receipts.purchase_order_id
    and lines.line_number = receipts.line_number
where lines.purchase_order_id is null
    or receipts.received_units <= 0
