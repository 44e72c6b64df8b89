-- summary: Refunds that were made before the payment that they give back.
-- tier: consistency
-- severity: major
-- tolerance: 0.002
-- owner: Finance
-- table: refunds
-- faulty: [refunded_at]
-- checks: raw_refunds
-- fix: Correct the moment of the refund or of the payment.
-- grain: refund_id
-- params: {}
-- columns:
--   refund_id: {type: id, title: Refund}
--   order_id: {type: id, title: Order, drill: order}
--   refunded_at: {type: timestamp, title: Refunded}
--   captured_at: {type: timestamp, title: Captured}
select
    refunds.refund_id,
    refunds.order_id,
    refunds.refunded_at,
    payments.captured_at
from raw_refunds as refunds
join raw_payments as payments on payments.payment_id = refunds.payment_id
where refunds.refunded_at < payments.captured_at
