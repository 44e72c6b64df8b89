-- summary: 'The desk''s own health against the limits that count now: what is beyond its limit, and what never happened.'
-- grain: measure
-- params: {now: integer, last_week: integer, last_month: integer}
-- columns:
--   status: {type: text, title: Status, note: 'within, beyond, never (it should have happened) or not known.'}
--   title: {type: text, title: Measure, wide: true}
--   value: {type: decimal, title: Now, note: 'Ages in whole hours; missing where nothing was recorded.'}
--   most: {type: decimal, title: Most, note: The limit that counts now.}
--   unit: {type: text, title: Counted in}
--   from_at: {type: timestamp, title: Limit since, note: 'UTC; 1970 is the limit of the release.'}
--   set_by: {type: text, title: Set by}
--   beyond_at: {type: timestamp, title: Beyond since, note: 'UTC; when somebody measured and found it.'}
--   told: {type: text, title: Told, note: 'By mail, once; or why nobody could be told.', wide: true}
--   measure: {type: id, title: Name}
-- order: status, title
with ages as (
    select
        max(case when runs.task = 'backup' then runs.ended_at end) as backup_at,
        max(case when runs.task = 'restore_test' then runs.ended_at end) as tested_at,
        max(case when runs.task = 'maintenance' then runs.ended_at end) as maintained_at
    from job_runs as runs
    where runs.state = 'done'
),

jobs as (
    select
        sum(case when runs.state in ('failed', 'stopped') and runs.began_at >= :last_week then 1 else 0 end) as failed,
        sum(case when runs.state = 'running' and runs.began_at < :now - 7200 then 1 else 0 end) as stalled
    from job_runs as runs
),

last_build as (
    select cast(runs.ended_at - runs.began_at as double precision) / 60 as minutes
    from job_runs as runs
    where runs.run_id = (select max(others.run_id) from job_runs as others where others.task = 'build' and others.state = 'done')
),

last_checks as (
    select runs.run_id, runs.finished_at
    from quality_runs as runs
    where runs.run_id = (select max(others.run_id) from quality_runs as others where others.is_whole and others.finished_at is not null)
),

errors as (
    select last_checks.run_id, count(results.result_id) as checks
    from last_checks
    left join quality_results as results on results.run_id = last_checks.run_id and results.status = 'error'
    group by last_checks.run_id
),

measured as (
    select sizes.measured_at, sum(sizes.bytes + coalesce(sizes.index_bytes, 0)) as bytes
    from table_sizes as sizes
    where sizes.measured_at >= :last_month
        and sizes.database_name = 'warehouse'
    group by sizes.measured_at
),

growth as (
    select
        100 * cast(newest.bytes - oldest.bytes as double precision) / nullif(oldest.bytes, 0) as percent
    from measured as newest
    join measured as oldest on oldest.measured_at = (select min(others.measured_at) from measured as others)
    where newest.measured_at = (select max(others.measured_at) from measured as others)
        and newest.measured_at > oldest.measured_at
),

slow as (
    select 100 * cast(sum(case when times.at_most > 2000 then times.runs else 0 end) as double precision)
        / nullif(sum(times.runs), 0) as percent
    from query_times as times
    where times.day_at >= :last_week
),

found as (
    select 'backup_age_days' as measure, 'Age of the last backup' as title, 'days' as unit, 1 as is_due,
        cast(floor(cast(:now - ages.backup_at as double precision) / 3600) as double precision) / 24 as value from ages
    union all
    select 'restore_test_age_days' as measure, 'Age of the last restore test' as title, 'days' as unit, 1 as is_due,
        cast(floor(cast(:now - ages.tested_at as double precision) / 3600) as double precision) / 24 as value from ages
    union all
    select 'maintenance_age_days' as measure, 'Age of the last maintenance' as title, 'days' as unit, 1 as is_due,
        cast(floor(cast(:now - ages.maintained_at as double precision) / 3600) as double precision) / 24 as value from ages
    union all
    select 'failed_jobs_week' as measure, 'Jobs that failed or stopped in 7 days' as title, 'runs' as unit, 0 as is_due,
        coalesce(jobs.failed, 0) * 1.0 as value from jobs
    union all
    select 'stalled_jobs' as measure, 'Jobs at work for more than two hours' as title, 'runs' as unit, 0 as is_due,
        coalesce(jobs.stalled, 0) * 1.0 as value from jobs
    union all
    select 'build_minutes' as measure, 'Length of the last build' as title, 'minutes' as unit, 0 as is_due,
        (select max(last_build.minutes) from last_build) as value
    union all
    select 'check_age_days' as measure, 'Age of the last run of every check' as title, 'days' as unit, 0 as is_due,
        (select cast(floor(cast(:now - max(last_checks.finished_at) as double precision) / 3600) as double precision) / 24 from last_checks)
        as value
    union all
    select 'check_errors' as measure, 'Checks that could not be run' as title, 'checks' as unit, 0 as is_due,
        (select max(errors.checks) * 1.0 from errors) as value
    union all
    select 'warehouse_growth_percent' as measure, 'Growth of the warehouse in 30 days' as title, 'per cent' as unit, 0 as is_due,
        (select max(growth.percent) from growth) as value
    union all
    select 'slow_queries_percent' as measure, 'Queries of pages over 2 seconds in 7 days' as title, 'per cent' as unit, 0 as is_due,
        (select max(slow.percent) from slow) as value
),

counting as (
    select limits.measure, limits.most, limits.from_at, limits.set_by,
        row_number() over (partition by limits.measure order by limits.from_at desc, limits.limit_id desc) as place
    from health_limits as limits
    where limits.from_at <= :now
),

listed as (
    select
        case
            when found.value is null and found.is_due = 1 then 'never'
            when found.value is null or counting.most is null then 'not known'
            when found.value > counting.most then 'beyond'
            else 'within'
        end as status,
        found.title,
        found.value,
        counting.most,
        found.unit,
        counting.from_at,
        counting.set_by,
        crossings.began_at as beyond_at,
        crossings.told,
        found.measure
    from found
    left join counting on counting.measure = found.measure and counting.place = 1
    left join health_crossings as crossings on crossings.measure = found.measure and crossings.ended_at is null
)

select * from listed order by status, title
