-- summary: Returns that were asked for more than 30 days ago and never came in.
-- tier: completeness
-- severity: minor
-- tolerance: 0.2
-- owner: Operations
-- table: returns
-- checks: raw_returns as returned where returned.status = 'requested'
-- fix: Ask the customer, and close the return.
-- grain: return_id
-- params: {as_of_day: integer}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   requested_at: {type: timestamp, title: Requested}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 30
)

select
    returned.return_id,
    returned.order_id,
    returned.requested_at
from raw_returns as returned
cross join limits
where returned.status = 'requested'
    and substr(returned.requested_at, 1, 10) < limits.date_day
