-- summary: Refunds of nothing or less.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Finance
-- table: refunds
-- faulty: [amount_cents]
-- checks: raw_refunds
-- fix: Correct the amount, or delete the refund.
-- grain: refund_id
-- params: {}
-- columns:
--   refund_id: {type: id, title: Refund}
--   order_id: {type: id, title: Order, drill: order}
--   amount_cents: {type: money, title: Amount}
select
    refunds.refund_id,
    refunds.order_id,
    refunds.amount_cents
from raw_refunds as refunds
where refunds.amount_cents <= 0
