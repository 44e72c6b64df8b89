-- summary: 'What goes on at this moment: people, questions, refusals, jobs, and what is beyond a limit of its own.'
-- grain: signed_in
-- params: {now: integer, seen_after: integer, last_week: integer}
-- columns:
--   signed_in: {type: integer, title: Signed in, note: People with a session that was used within the idle time.}
--   events_hour: {type: integer, title: Events in an hour, note: Lines of the audit trail.}
--   refused_hour: {type: integer, title: Refused in an hour}
--   running: {type: integer, title: Jobs at work}
--   stalled: {type: integer, title: Stalled, note: At work for more than two hours.}
--   failed_week: {type: integer, title: Failed in 7 days, note: 'Jobs that failed, or whose process ended without a word.'}
with people as (
    select count(distinct sessions.user_id) as signed_in
    from sessions
    where sessions.revoked_at is null
        and sessions.last_seen_at >= :seen_after
),

events as (
    select
        count(*) as events_hour,
        coalesce(sum(case when audit_events.action = 'refused' then 1 else 0 end), 0) as refused_hour
    from audit_events
    where audit_events.at >= :now - 3600
),

jobs as (
    select
        coalesce(sum(case when runs.state = 'running' then 1 else 0 end), 0) as running,
        coalesce(sum(case when runs.state = 'running' and runs.began_at < :now - 7200 then 1 else 0 end), 0) as stalled,
        coalesce(sum(case when runs.state in ('failed', 'stopped') and runs.began_at >= :last_week then 1 else 0 end), 0) as failed_week
    from job_runs as runs
),

counted as (
    select people.signed_in, events.events_hour, events.refused_hour, jobs.running, jobs.stalled, jobs.failed_week
    from people
    cross join events
    cross join jobs
)

select * from counted
