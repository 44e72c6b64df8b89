-- summary: Tickets of loaded shops, with their times as days and seconds of the day.
-- grain: ticket_id
-- columns:
--   ticket_id: {type: id, title: Ticket}
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   order_id: {type: id, title: Order}
--   contact: {type: text, title: Contact}
--   reason: {type: text, title: Reason}
--   opened_at: {type: timestamp, title: Opened}
--   opened_date: {type: date, title: Day opened}
--   opened_sec: {type: integer, title: Second opened, note: Of the day; likewise below.}
--   answered_date: {type: date, title: Day first answered}
--   answered_sec: {type: integer, title: Second first answered}
--   solved_date: {type: date, title: Day solved}
--   solved_sec: {type: integer, title: Second solved}
--   satisfaction: {type: integer, title: Satisfaction}
with loaded as (
    select tickets.*
    from raw_tickets as tickets
    where tickets.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        loaded.ticket_id,
        'demo' as source,
        coalesce(loaded.customer_id, 'Not recorded') as customer_id,
        coalesce(loaded.order_id, 'Not recorded') as order_id,
        coalesce(nullif(trim(loaded.contact), ''), 'Not recorded') as contact,
        coalesce(nullif(trim(loaded.reason), ''), 'Not recorded') as reason,
        loaded.opened_at,
        substr(loaded.opened_at, 1, 10) as opened_date,
        cast(substr(loaded.opened_at, 12, 2) as integer) * 3600
            + cast(substr(loaded.opened_at, 15, 2) as integer) * 60
            + cast(substr(loaded.opened_at, 18, 2) as integer) as opened_sec,
        substr(loaded.first_response_at, 1, 10) as answered_date,
        cast(substr(loaded.first_response_at, 12, 2) as integer) * 3600
            + cast(substr(loaded.first_response_at, 15, 2) as integer) * 60
            + cast(substr(loaded.first_response_at, 18, 2) as integer) as answered_sec,
        substr(loaded.solved_at, 1, 10) as solved_date,
        cast(substr(loaded.solved_at, 12, 2) as integer) * 3600
            + cast(substr(loaded.solved_at, 15, 2) as integer) * 60
            + cast(substr(loaded.solved_at, 18, 2) as integer) as solved_sec,
        case when loaded.satisfaction between 1 and 5 then loaded.satisfaction end as satisfaction
    from loaded
)

select * from cleaned
