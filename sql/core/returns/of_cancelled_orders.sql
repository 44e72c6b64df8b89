-- summary: Returns of an order that was cancelled.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Customer service
-- table: returns
-- checks: raw_returns
-- fix: Look whether the order was sent after all.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   cancelled_at: {type: timestamp, title: Cancelled}
select
    returned.return_id,
    returned.order_id,
    orders.cancelled_at
from raw_returns as returned
join raw_orders as orders on orders.order_id = returned.order_id
where orders.status = 'cancelled'
