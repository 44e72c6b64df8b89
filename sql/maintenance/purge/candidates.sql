-- summary: What of the accounts database is old enough to go, and by which rule. `manage.py retention` counts again and removes.
-- grain: name
-- params: {now: integer}
-- columns:
--   name: {type: text, title: Rule}
--   title: {type: text, title: What, wide: true}
--   days: {type: integer, title: Kept days, note: 'As somebody set them, else as the release does.'}
--   rows: {type: integer, title: Rows now}
--   older: {type: integer, title: Old enough to go}
--   oldest_at: {type: timestamp, title: Oldest, note: UTC.}
-- order: older desc
with held as (
    select 'sign_in_attempts' as name, 'Counters of failed sign-ins' as title, 30 as own_days, attempts.last_at as moment
    from sign_in_attempts as attempts
    union all
    select 'sessions' as name, 'Sessions after their end' as title, 30 as own_days, sessions.revoked_at as moment
    from sessions
    where sessions.revoked_at is not null
    union all
    select 'export_register' as name, 'Downloads in the export register' as title, 1095 as own_days, register.asked_at as moment
    from export_register as register
    union all
    select 'job_runs' as name, 'Runs of jobs' as title, 400 as own_days, runs.began_at as moment
    from job_runs as runs
    union all
    select 'table_sizes' as name, 'Measured sizes of tables' as title, 400 as own_days, sizes.measured_at as moment
    from table_sizes as sizes
    union all
    select 'query_times' as name, 'Times of the queries of pages' as title, 60 as own_days, times.day_at as moment
    from query_times as times
    union all
    select 'health_crossings' as name, 'Limits of health that were passed' as title, 400 as own_days, crossings.ended_at as moment
    from health_crossings as crossings
    where crossings.ended_at is not null
),

listed as (
    select
        held.name,
        held.title,
        coalesce(rules.days, held.own_days) as days,
        count(*) as rows,
        sum(case when held.moment < :now - 86400 * coalesce(rules.days, held.own_days) then 1 else 0 end) as older,
        min(held.moment) as oldest_at
    from held
    left join retention_rules as rules on rules.name = held.name
    group by held.name, held.title, rules.days, held.own_days
)

select * from listed order by older desc, name
