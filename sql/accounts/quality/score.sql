-- summary: The score of the latest whole run, over all and by tier, table and owner, with what of it is covered by checks.
-- grain: part, name
-- params: {}
-- columns:
--   part: {type: text, title: By, note: 'all, tier, table or owner.'}
--   name: {type: text, title: Name}
--   score: {type: decimal, title: Score, note: 'Of 100: weights of checks that passed and half of those that warned, over all that ran.'}
--   weight: {type: integer, title: Weight, note: 'Of the checks that ran: critical 5, major 3, minor 1.'}
--   ran_share: {type: ratio, title: Ran, note: 'Checks that could be run out of those that apply; an error is one that could not.'}
--   column_share: {type: ratio, title: Columns covered, note: 'Columns of tables with rows that at least one check that ran looks at.'}
--   table_share: {type: ratio, title: Tables covered, note: 'Tables with rows of which such a check looks at a column, over all.'}
--   checks: {type: integer, title: Checks}
--   passed: {type: integer, title: Passed}
--   warned: {type: integer, title: Warned}
--   failed: {type: integer, title: Failed}
--   not_applicable: {type: integer, title: Not applicable}
--   errors: {type: integer, title: Errors}
--   run_id: {type: integer, title: Run}
-- order: part, name
with latest as (
    select max(runs.run_id) as run_id
    from quality_runs as runs
    where runs.is_whole
        and runs.finished_at is not null
),

found as (
    select 'all' as part, 'Everything' as name, results.status, results.weight, results.run_id
    from quality_results as results
    join latest on latest.run_id = results.run_id
    union all
    select 'tier' as part, results.tier as name, results.status, results.weight, results.run_id
    from quality_results as results
    join latest on latest.run_id = results.run_id
    union all
    select 'table' as part, results.table_name as name, results.status, results.weight, results.run_id
    from quality_results as results
    join latest on latest.run_id = results.run_id
    union all
    select 'owner' as part, results.owner as name, results.status, results.weight, results.run_id
    from quality_results as results
    join latest on latest.run_id = results.run_id
),

covered as (
    select
        'all' as part,
        'Everything' as name,
        cast(sum(case when profiles.checks_run > 0 then 1 else 0 end) as double precision) / nullif(count(*), 0) as column_share,
        cast(count(distinct case when profiles.checks_run > 0 then profiles.table_name end) as double precision)
            / nullif(count(distinct profiles.table_name), 0) as table_share
    from quality_columns as profiles
    join latest on latest.run_id = profiles.run_id
    union all
    select
        'table' as part,
        profiles.table_name as name,
        cast(sum(case when profiles.checks_run > 0 then 1 else 0 end) as double precision) / nullif(count(*), 0) as column_share,
        cast(null as double precision) as table_share
    from quality_columns as profiles
    join latest on latest.run_id = profiles.run_id
    group by profiles.table_name
),

counted as (
    select
        found.part,
        found.name,
        found.run_id,
        count(*) as checks,
        sum(case when found.status = 'pass' then 1 else 0 end) as passed,
        sum(case when found.status = 'warn' then 1 else 0 end) as warned,
        sum(case when found.status = 'fail' then 1 else 0 end) as failed,
        sum(case when found.status = 'not applicable' then 1 else 0 end) as not_applicable,
        sum(case when found.status = 'error' then 1 else 0 end) as errors,
        sum(case found.status when 'pass' then 2 when 'warn' then 1 else 0 end * found.weight) as half_points,
        sum(case when found.status in ('pass', 'warn', 'fail') then found.weight else 0 end) as weight
    from found
    group by found.name, found.part, found.run_id
),

listed as (
    select
        counted.part,
        counted.name,
        50 * cast(counted.half_points as double precision) / nullif(counted.weight, 0) as score,
        counted.weight,
        cast(counted.passed + counted.warned + counted.failed as double precision)
            / nullif(counted.checks - counted.not_applicable, 0) as ran_share,
        covered.column_share,
        covered.table_share,
        counted.checks,
        counted.passed,
        counted.warned,
        counted.failed,
        counted.not_applicable,
        counted.errors,
        counted.run_id
    from counted
    left join covered on covered.part = counted.part and covered.name = counted.name
)

select * from listed order by part, name
