-- summary: 'Checks that fail now, by how many whole runs they have failed in a row: what to take to the owner''s superior.'
-- grain: check_name
-- params: {now: integer}
-- columns:
--   check_name: {type: text, title: Check, wide: true}
--   severity: {type: text, title: Severity}
--   owner: {type: text, title: Owner}
--   runs: {type: integer, title: Whole runs in a row}
--   failing_since: {type: timestamp, title: Since, note: 'UTC; the first of these runs.'}
--   days: {type: decimal, title: Days}
--   violations: {type: integer, title: Rows}
--   at_risk: {type: money, title: Money at risk}
--   level: {type: text, title: Level, note: 'superior: critical for 3 days or anything for 14; owner: the others.'}
-- order: days desc
with whole as (
    select runs.run_id, runs.started_at, row_number() over (order by runs.run_id desc) as back
    from quality_runs as runs
    where runs.is_whole
        and runs.finished_at is not null
),

found as (
    select results.check_name, results.severity, results.owner, results.status, results.violations, results.at_risk_cents,
        whole.started_at, whole.back
    from quality_results as results
    join whole on whole.run_id = results.run_id
),

broken as (
    select found.check_name, min(found.back) as last_good
    from found
    where found.status <> 'fail'
    group by found.check_name
),

streaks as (
    select found.check_name, count(*) as runs, min(found.started_at) as failing_since
    from found
    left join broken on broken.check_name = found.check_name
    where found.back < coalesce(broken.last_good, found.back + 1)
    group by found.check_name
),

listed as (
    select
        found.check_name,
        found.severity,
        found.owner,
        streaks.runs,
        streaks.failing_since,
        cast(floor(cast(:now - streaks.failing_since as double precision) / 3600) as double precision) / 24 as days,
        found.violations,
        cast(found.at_risk_cents as double precision) / 100 as at_risk,
        case
            when found.severity = 'critical' and :now - streaks.failing_since >= 3 * 86400 then 'superior'
            when :now - streaks.failing_since >= 14 * 86400 then 'superior'
            else 'owner'
        end as level
    from found
    join streaks on streaks.check_name = found.check_name
    where found.back = 1
        and found.status = 'fail'
)

select * from listed order by days desc, check_name
