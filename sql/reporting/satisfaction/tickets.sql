-- summary: Tickets that the customer gave a mark, with what they were about and how long it took.
-- grain: ticket_key
-- order: opened_at desc
-- unrecorded: refused
-- params:
--   {day_from: integer, day_to: integer, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, scope_regions: list of text?}
-- columns:
--   ticket_id: {type: id, title: Ticket}
--   satisfaction: {type: integer, title: Mark, note: Of 5; 4 and 5 are satisfied.}
--   opened_at: {type: timestamp, title: Opened}
--   reason: {type: text, title: Reason}
--   contact: {type: text, title: Contact}
--   hours_to_answer: {type: decimal, title: Hours to first response}
--   hours_to_solve: {type: decimal, title: Hours to solve}
--   customer_id: {type: id, title: Customer, drill: customer}
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   source: {type: text, title: Source}
--   ticket_key: {type: integer, title: Ticket key}
with answer as (
    select
        tickets.ticket_id,
        tickets.satisfaction,
        tickets.opened_at,
        tickets.reason,
        tickets.contact,
        cast(tickets.seconds_to_answer as double precision) / 3600 as hours_to_answer,
        cast(tickets.seconds_to_solve as double precision) / 3600 as hours_to_solve,
        customers.customer_id,
        tickets.order_id,
        tickets.region,
        tickets.source,
        tickets.ticket_key
    from fct_tickets as tickets
    left join dim_customers as customers on customers.customer_key = tickets.customer_key
    where tickets.opened_day between :day_from and :day_to
        and tickets.is_rated = 1
        and tickets.channel in (:channels)
        and tickets.platform in (:platforms)
        and tickets.region in (:regions)
        and tickets.country in (:countries)
        and tickets.region in (:scope_regions)
)

select * from answer order by opened_at desc, ticket_key
