-- summary: Questions that were answered before they were asked, or solved before they were answered.
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Customer service
-- table: tickets
-- faulty: [opened_at, first_response_at, solved_at]
-- checks: raw_tickets
-- fix: Correct the moments of the question.
-- grain: ticket_id
-- params: {}
-- columns:
--   ticket_id: {type: id, title: Ticket}
--   opened_at: {type: timestamp, title: Opened}
--   first_response_at: {type: timestamp, title: First response}
--   solved_at: {type: timestamp, title: Solved}
select
    tickets.ticket_id,
    tickets.opened_at,
    tickets.first_response_at,
    tickets.solved_at
from raw_tickets as tickets
where tickets.first_response_at < tickets.opened_at
    or tickets.solved_at < tickets.opened_at
    or tickets.solved_at < tickets.first_response_at
