-- summary: What one customer asked or complained about, how long it took, and what they thought of it.
-- grain: ticket_key
-- order: opened_at desc
-- params: {customer_id: text, source: text?, scope_regions: list of text?}
-- columns:
--   ticket_id: {type: id, title: Ticket}
--   opened_at: {type: timestamp, title: Opened}
--   reason: {type: text, title: Reason}
--   contact: {type: text, title: Contact}
--   hours_to_answer: {type: decimal, title: Hours to first response}
--   hours_to_solve: {type: decimal, title: Hours to solve}
--   satisfaction: {type: integer, title: Satisfaction, note: Of 5.}
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   source: {type: text, title: Source}
--   ticket_key: {type: integer, title: Ticket key}
with answer as (
    select
        tickets.ticket_id,
        tickets.opened_at,
        tickets.reason,
        tickets.contact,
        cast(tickets.seconds_to_answer as double precision) / 3600 as hours_to_answer,
        cast(tickets.seconds_to_solve as double precision) / 3600 as hours_to_solve,
        tickets.satisfaction,
        tickets.order_id,
        tickets.region,
        tickets.source,
        tickets.ticket_key
    from fct_tickets as tickets
    join dim_customers as customers on customers.customer_key = tickets.customer_key
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and tickets.region in (:scope_regions)
)

select * from answer order by opened_at desc, ticket_key
