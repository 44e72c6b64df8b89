-- summary: Tickets with the order they are about, how long they waited and what the customer thought of it.
-- grain: ticket_key
-- indexes: [opened_day, order_key]
-- columns:
--   ticket_key: {type: integer, title: Key}
--   ticket_id: {type: id, title: Ticket}
--   source: {type: text, title: Source}
--   customer_key: {type: integer, title: Customer key}
--   order_key: {type: integer, title: Order key, note: 0 when it is about no order.}
--   order_id: {type: id, title: Order, drill: order}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   contact: {type: text, title: Contact}
--   reason: {type: text, title: Reason}
--   opened_at: {type: timestamp, title: Opened}
--   opened_day: {type: integer, title: Day opened}
--   opened_hour: {type: integer, title: Hour opened}
--   solved_day: {type: integer, title: Day solved}
--   seconds_to_answer: {type: integer, title: Seconds to first response}
--   seconds_to_solve: {type: integer, title: Seconds to solve, note: From the opening.}
--   satisfaction: {type: integer, title: Satisfaction}
--   is_claim: {type: boolean, title: Claim, note: That goods never came or are faulty.}
--   is_rated: {type: boolean, title: Rated}
--   is_satisfied: {type: boolean, title: Satisfied, note: 4 or 5 of 5.}
with dated as (
    select
        tickets.*,
        opened.day_number as opened_day,
        solved.day_number as solved_day,
        (answered.day_number - opened.day_number) * 86400 + tickets.answered_sec - tickets.opened_sec as seconds_to_answer,
        (solved.day_number - opened.day_number) * 86400 + tickets.solved_sec - tickets.opened_sec as seconds_to_solve,
        row_number() over (order by tickets.source, tickets.ticket_id) as ticket_key
    from stg_tickets as tickets
    join dim_date as opened on opened.date_day = tickets.opened_date
    left join dim_date as answered on answered.date_day = tickets.answered_date
    left join dim_date as solved on solved.date_day = tickets.solved_date
),

described as (
    select
        dated.ticket_key,
        dated.ticket_id,
        dated.source,
        coalesce(customers.customer_key, 0) as customer_key,
        coalesce(orders.order_key, 0) as order_key,
        dated.order_id,
        coalesce(orders.channel, 'Not recorded') as channel,
        coalesce(orders.platform, 'Not recorded') as platform,
        coalesce(orders.country, 'Not recorded') as country,
        coalesce(orders.region, 'Not recorded') as region,
        dated.contact,
        dated.reason,
        dated.opened_at,
        dated.opened_day,
        cast(substr(dated.opened_at, 12, 2) as integer) as opened_hour,
        dated.solved_day,
        dated.seconds_to_answer,
        dated.seconds_to_solve,
        dated.satisfaction,
        case when dated.reason in ('Never arrived', 'Product fault') then 1 else 0 end as is_claim,
        case when dated.satisfaction is null then 0 else 1 end as is_rated,
        case when dated.satisfaction >= 4 then 1 else 0 end as is_satisfied
    from dated
    left join customer_numbers as customers on customers.source = dated.source and customers.customer_id = dated.customer_id
    left join dim_documents as documents on documents.source = dated.source and documents.document_id = dated.order_id
    left join fct_orders as orders on orders.order_key = documents.document_key
)

select * from described
