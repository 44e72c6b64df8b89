-- summary: Returns that came in more than fourteen days ago and were not decided.
-- tier: completeness
-- severity: major
-- tolerance: 0.05
-- owner: Operations
-- table: returns
-- faulty: [status]
-- checks: raw_returns as returned where returned.received_at is not null
-- fix: Inspect the goods and decide.
-- grain: return_id
-- params: {as_of_day: integer}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   received_at: {type: timestamp, title: Received}
--   status: {type: text, title: Status}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 14
)

select
    returned.return_id,
    returned.order_id,
    returned.received_at,
    returned.status
from raw_returns as returned
cross join limits
where returned.status = 'received'
    and substr(returned.received_at, 1, 10) < limits.date_day
