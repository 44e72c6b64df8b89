-- summary: Questions that nobody has answered for more than seven days.
-- tier: completeness
-- severity: major
-- tolerance: 0.02
-- owner: Customer service
-- table: tickets
-- faulty: [first_response_at]
-- checks: raw_tickets
-- fix: Answer them.
-- grain: ticket_id
-- params: {as_of_day: integer}
-- columns:
--   ticket_id: {type: id, title: Ticket}
--   reason: {type: text, title: Reason}
--   opened_at: {type: timestamp, title: Opened}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 7
)

select
    tickets.ticket_id,
    tickets.reason,
    tickets.opened_at
from raw_tickets as tickets
cross join limits
where tickets.first_response_at is null
    and substr(tickets.opened_at, 1, 10) < limits.date_day
