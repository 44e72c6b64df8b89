-- summary: Runs of the checks, newest first, each with its score and how its checks ended.
-- grain: run_id
-- params: {}
-- columns:
--   run_id: {type: integer, title: Run}
--   started_at: {type: timestamp, title: Began, note: UTC.}
--   cause: {type: text, title: Because of, note: 'A build, a command or a person.'}
--   asked_by: {type: text, title: Asked by}
--   reach: {type: text, title: Of what, note: Everything or some checks.}
--   warehouse_version: {type: integer, title: Version}
--   as_of_date: {type: date, title: Data as of}
--   score: {type: decimal, title: Score, note: 'Of 100: passed counts whole, a warning half, by the weight of each check.'}
--   ran_share: {type: ratio, title: Ran, note: Checks that could be run out of those that apply.}
--   checks: {type: integer, title: Checks}
--   passed: {type: integer, title: Passed}
--   warned: {type: integer, title: Warned}
--   failed: {type: integer, title: Failed}
--   not_applicable: {type: integer, title: Not applicable}
--   errors: {type: integer, title: Errors}
--   milliseconds: {type: integer, title: Milliseconds}
-- order: run_id desc
with counted as (
    select
        results.run_id,
        count(*) as checks,
        sum(case when results.status = 'pass' then 1 else 0 end) as passed,
        sum(case when results.status = 'warn' then 1 else 0 end) as warned,
        sum(case when results.status = 'fail' then 1 else 0 end) as failed,
        sum(case when results.status = 'not applicable' then 1 else 0 end) as not_applicable,
        sum(case when results.status = 'error' then 1 else 0 end) as errors,
        sum(case results.status when 'pass' then 2 when 'warn' then 1 else 0 end * results.weight) as half_points,
        sum(case when results.status in ('pass', 'warn', 'fail') then results.weight else 0 end) as weight
    from quality_results as results
    group by results.run_id
),

listed as (
    select
        runs.run_id,
        runs.started_at,
        runs.cause,
        runs.asked_by,
        case when runs.is_whole then 'Everything' else 'Some checks' end as reach,
        runs.warehouse_version,
        runs.as_of_date,
        50 * cast(counted.half_points as double precision) / nullif(counted.weight, 0) as score,
        cast(counted.passed + counted.warned + counted.failed as double precision)
            / nullif(counted.checks - counted.not_applicable, 0) as ran_share,
        coalesce(counted.checks, 0) as checks,
        coalesce(counted.passed, 0) as passed,
        coalesce(counted.warned, 0) as warned,
        coalesce(counted.failed, 0) as failed,
        coalesce(counted.not_applicable, 0) as not_applicable,
        coalesce(counted.errors, 0) as errors,
        runs.milliseconds
    from quality_runs as runs
    left join counted on counted.run_id = runs.run_id
)

select * from listed order by run_id desc
