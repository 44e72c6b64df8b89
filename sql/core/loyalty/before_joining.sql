-- summary: Points of somebody who is no member, or of a day before they joined.
-- tier: consistency
-- severity: minor
-- tolerance: 0.001
-- owner: Marketing
-- table: loyalty_events
-- checks: raw_loyalty_events
-- fix: Correct the day of joining.
-- grain: loyalty_event_id
-- params: {}
-- columns:
--   loyalty_event_id: {type: id, title: Loyalty event}
--   customer_id: {type: id, title: Customer}
--   occurred_at: {type: timestamp, title: Occurred}
--   joined_on: {type: date, title: Joined}
select
    events.loyalty_event_id,
    events.customer_id,
    events.occurred_at,
    members.joined_on
from raw_loyalty_events as events
left join raw_loyalty_members as members on members.customer_id = events.customer_id
where members.customer_id is null
    or substr(events.occurred_at, 1, 10) < members.joined_on
