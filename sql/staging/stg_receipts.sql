-- summary: Deliveries of purchase order lines.
-- grain: receipt_id
-- columns:
--   receipt_id: {type: id, title: Delivery}
--   purchase_order_id: {type: id, title: Purchase order}
--   line_number: {type: integer, title: Line}
--   received_on: {type: date, title: Received on}
--   received_units: {type: integer, title: Units received}
with loaded as (
    select
        receipts.receipt_id,
        receipts.purchase_order_id,
        receipts.line_number,
        receipts.received_on,
        receipts.received_units
    from raw_receipts as receipts
    where receipts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
