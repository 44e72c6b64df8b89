-- summary: Marks for customer service that are not one to five.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Customer service
-- table: tickets
-- faulty: [satisfaction]
-- checks: raw_tickets as tickets where tickets.satisfaction is not null
-- fix: Correct or clear the mark.
-- grain: ticket_id
-- params: {}
-- columns:
--   ticket_id: {type: id, title: Ticket}
--   satisfaction: {type: text, title: Satisfaction}
select
    tickets.ticket_id,
    tickets.satisfaction
from raw_tickets as tickets
where tickets.satisfaction < 1
    or tickets.satisfaction > 5
