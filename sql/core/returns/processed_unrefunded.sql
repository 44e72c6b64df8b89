-- summary: Returns that were accepted more than fourteen days ago and not paid back.
-- tier: completeness
-- severity: major
-- tolerance: 0.05
-- owner: Finance
-- table: returns
-- faulty: [refunds.return_id]
-- checks: raw_returns as returned where returned.status = 'processed'
-- fix: Give the money back.
-- grain: return_id
-- params: {as_of_day: integer}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
--   processed_on: {type: date, title: Processed}
--   value_cents: {type: money, title: Value}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 14
)

select
    returned.return_id,
    returned.order_id,
    returned.processed_on,
    returned.value_cents
from raw_returns as returned
cross join limits
left join raw_refunds as refunds on refunds.return_id = returned.return_id
where returned.status = 'processed'
    and returned.value_cents > 0
    and returned.processed_on < limits.date_day
    and refunds.refund_id is null
