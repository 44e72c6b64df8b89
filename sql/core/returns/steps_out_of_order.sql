-- summary: Returns that came in before they were asked for, or were decided before they came in.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Operations
-- table: returns
-- faulty: [requested_at, received_at, processed_on]
-- checks: raw_returns as returned where returned.received_at is not null
-- fix: Correct the days of the return.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   requested_at: {type: timestamp, title: Requested}
--   received_at: {type: timestamp, title: Received}
--   processed_on: {type: date, title: Processed}
select
    returned.return_id,
    returned.requested_at,
    returned.received_at,
    returned.processed_on
from raw_returns as returned
where returned.received_at < returned.requested_at
    or returned.processed_on < substr(returned.received_at, 1, 10)
