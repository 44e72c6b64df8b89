-- summary: Lines of purchase orders of which more came in than a tenth over what was ordered.
-- tier: accuracy
-- severity: major
-- tolerance: 0.01
-- owner: Operations
-- table: purchase_order_lines
-- faulty: [ordered_units, receipts.received_units]
-- checks: raw_purchase_order_lines
-- fix: Send it back or agree on the price.
-- grain: purchase_order_id, line_number
-- params: {}
-- columns:
--   purchase_order_id: {type: id, title: Purchase order}
--   line_number: {type: integer, title: Line number}
--   ordered_units: {type: integer, title: Ordered units}
--   received_units: {type: integer, title: Received units}
--   at_risk_cents: {type: money, title: Money at risk, note: 'What came in too much, at cost.', tag: cost}
with received as (
    select receipts.purchase_order_id, receipts.line_number, sum(receipts.received_units) as received_units
    from raw_receipts as receipts
    group by receipts.purchase_order_id, receipts.line_number
)

select
    lines.purchase_order_id,
    lines.line_number,
    lines.ordered_units,
    received.received_units,
    (received.received_units - lines.ordered_units) * lines.unit_cost_cents as at_risk_cents
from raw_purchase_order_lines as lines
left join received on received.purchase_order_id = lines.purchase_order_id and received.line_number = lines.line_number
where coalesce(received.received_units, 0) * 10 > lines.ordered_units * 11
