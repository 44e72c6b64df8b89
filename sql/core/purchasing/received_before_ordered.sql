-- summary: Deliveries that came in before they were ordered.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Operations
-- table: receipts
-- faulty: [received_on]
-- checks: raw_receipts
-- fix: Correct the day of the order or of the delivery.
-- grain: receipt_id
-- params: {}
-- columns:
--   receipt_id: {type: id, title: Receipt}
--   purchase_order_id: {type: id, title: Purchase order}
--   ordered_on: {type: date, title: Ordered}
--   received_on: {type: date, title: Received}
select
    receipts.receipt_id,
    receipts.purchase_order_id,
    purchased.ordered_on,
    receipts.received_on
from raw_receipts as receipts
join raw_purchase_orders as purchased on purchased.purchase_order_id = receipts.purchase_order_id
where receipts.received_on < purchased.ordered_on
