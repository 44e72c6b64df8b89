-- summary: Orders that say they are cancelled without a moment of cancelling, or the other way round.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Operations
-- table: orders
-- faulty: [status, cancelled_at]
-- checks: raw_orders
-- fix: Set the status or the moment of the cancellation in the shop's system.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   status: {type: text, title: Status}
--   cancelled_at: {type: timestamp, title: Cancelled}
select
    orders.order_id,
    orders.status,
    orders.cancelled_at
from raw_orders as orders
where (orders.status = 'cancelled' and orders.cancelled_at is null)
    or (orders.status <> 'cancelled' and orders.cancelled_at is not null)
