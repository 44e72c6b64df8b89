-- summary: 'The checks that took longest in the latest whole run, as far as the desk itself recorded it: where a faster query pays.'
-- grain: check_name
-- params: {}
-- columns:
--   check_name: {type: text, title: Check, wide: true}
--   table_name: {type: text, title: Table}
--   milliseconds: {type: decimal, title: Milliseconds}
--   denominator: {type: integer, title: Rows looked at}
--   rows_per_second: {type: decimal, title: Rows a second}
--   run_id: {type: integer, title: Run}
-- order: milliseconds desc
with latest as (
    select max(runs.run_id) as run_id
    from quality_runs as runs
    where runs.is_whole
        and runs.finished_at is not null
),

listed as (
    select
        results.check_name,
        results.table_name,
        results.milliseconds,
        results.denominator,
        cast(results.denominator as double precision) * 1000 / nullif(results.milliseconds, 0) as rows_per_second,
        results.run_id
    from quality_results as results
    join latest on latest.run_id = results.run_id
)

select * from listed order by milliseconds desc, check_name
