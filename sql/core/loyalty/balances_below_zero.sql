-- summary: Members who redeemed or lost more points than they were given.
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Marketing
-- table: loyalty_events
-- faulty: [points]
-- checks: (select distinct events.customer_id from raw_loyalty_events as events) as members
-- fix: Correct the events of the member.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   points: {type: integer, title: Points}
select
    events.customer_id,
    sum(events.points) as points
from raw_loyalty_events as events
group by events.customer_id
having sum(events.points) < 0
