-- summary: What happened of late, and what waits for somebody.
-- grain: events_today
-- params: {today: integer, last_week: integer, last_month: integer}
-- columns:
--   events_today: {type: integer, title: Events today, note: Since midnight UTC.}
--   refused: {type: integer, title: Refused in 7 days, note: 'Pages, cards and downloads that a role or the policy refused.'}
--   exports: {type: integer, title: Downloads in 30 days}
--   open_requests: {type: integer, title: Open requests, note: 'Requests about personal data that are not answered yet.'}
--   waiting_changes: {type: integer, title: Changes waiting, note: Proposed by one person and not decided by a second.}
--   waiting_exports: {type: integer, title: Downloads waiting, note: 'Large downloads that a second person has to agree to.'}
with events as (
    select
        count(*) filter (where audit_events.at >= :today) as events_today,
        count(*) filter (where audit_events.at >= :last_week and audit_events.action = 'refused') as refused
    from audit_events
),

downloads as (
    select
        count(*) filter (where export_register.done_at >= :last_month) as exports,
        count(*) filter (where export_register.status = 'waiting') as waiting_exports
    from export_register
),

requests as (
    select count(*) as open_requests
    from subject_requests
    where subject_requests.status = 'open'
),

proposals as (
    select count(*) as waiting_changes
    from changes
    where changes.state = 'waiting'
),

counted as (
    select
        events.events_today,
        events.refused,
        downloads.exports,
        requests.open_requests,
        proposals.waiting_changes,
        downloads.waiting_exports
    from events
    cross join downloads
    cross join requests
    cross join proposals
)

select * from counted
