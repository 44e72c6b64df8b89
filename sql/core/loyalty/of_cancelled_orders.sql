-- summary: Points that were earned with an order that was cancelled.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.02
-- owner: Marketing
-- table: loyalty_events
-- checks: raw_loyalty_events as events where events.kind = 'earned' and events.order_id is not null
-- fix: Take the points back.
-- grain: loyalty_event_id
-- params: {}
-- columns:
--   loyalty_event_id: {type: id, title: Loyalty event}
--   customer_id: {type: id, title: Customer}
--   order_id: {type: id, title: Order, drill: order}
--   points: {type: integer, title: Points}
select
    events.loyalty_event_id,
    events.customer_id,
    events.order_id,
    events.points
from raw_loyalty_events as events
join raw_orders as orders on orders.order_id = events.order_id
where events.kind = 'earned'
    and orders.status = 'cancelled'
