-- summary: Returns that were asked for before the order was placed.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Customer service
-- table: returns
-- faulty: [requested_at]
-- checks: raw_returns
-- fix: Correct the moment of the request or of the order.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   ordered_at: {type: timestamp, title: Placed}
--   requested_at: {type: timestamp, title: Requested}
select
    returned.return_id,
    returned.order_id,
    orders.ordered_at,
    returned.requested_at
from raw_returns as returned
join raw_orders as orders on orders.order_id = returned.order_id
where returned.requested_at < orders.ordered_at
