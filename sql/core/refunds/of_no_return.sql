-- summary: Refunds that say they are for a return and name none, or one that was not processed.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Finance
-- table: refunds
-- faulty: [return_id]
-- checks: raw_refunds as refunds where refunds.reason = 'Return'
-- fix: Name the return, or give another reason.
-- grain: refund_id
-- params: {}
-- columns:
--   refund_id: {type: id, title: Refund}
--   order_id: {type: id, title: Order, drill: order}
--   return_id: {type: id, title: Return}
--   status: {type: text, title: Status}
select
    refunds.refund_id,
    refunds.order_id,
    refunds.return_id,
    returned.status
from raw_refunds as refunds
left join raw_returns as returned on returned.return_id = refunds.return_id
where refunds.reason = 'Return'
    and (returned.return_id is null or returned.status <> 'processed')
