-- summary: Points that were earned and are not positive, or redeemed or expired and are.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Marketing
-- table: loyalty_events
-- faulty: [kind, points]
-- checks: raw_loyalty_events
-- fix: Correct the sign.
-- grain: loyalty_event_id
-- params: {}
-- columns:
--   loyalty_event_id: {type: id, title: Loyalty event}
--   customer_id: {type: id, title: Customer}
--   kind: {type: text, title: Kind}
--   points: {type: integer, title: Points}
select
    events.loyalty_event_id,
    events.customer_id,
    events.kind,
    events.points
from raw_loyalty_events as events
where (events.kind in ('earned', 'welcome') and events.points <= 0)
    or (events.kind in ('redeemed', 'expired') and events.points >= 0)
