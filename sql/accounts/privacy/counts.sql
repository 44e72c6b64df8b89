-- summary: Requests of people about their data, and how many are late.
-- grain: open_requests
-- params: {now: integer, next_week: integer}
-- columns:
--   open_requests: {type: integer, title: Open requests}
--   due_soon: {type: integer, title: Due within 7 days}
--   overdue: {type: integer, title: Overdue, note: Not answered within 30 days.}
--   answered: {type: integer, title: Answered, note: 'Handed out, erased or refused, as long as retention keeps them.'}
with counted as (
    select
        count(*) filter (where subject_requests.status = 'open') as open_requests,
        count(*) filter (
            where subject_requests.status = 'open' and subject_requests.due_at between :now and :next_week
        ) as due_soon,
        count(*) filter (where subject_requests.status = 'open' and subject_requests.due_at < :now) as overdue,
        count(*) filter (where subject_requests.status <> 'open') as answered
    from subject_requests
)

select * from counted
