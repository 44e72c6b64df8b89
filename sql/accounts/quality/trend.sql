-- summary: The score of the latest thirty runs of everything, the oldest first.
-- grain: run_id
-- params: {}
-- columns:
--   run: {type: text, title: Run}
--   score: {type: decimal, title: Score, note: 'Of 100, of what each run looked at.'}
--   started_at: {type: timestamp, title: Began, note: UTC.}
--   warehouse_version: {type: integer, title: Version}
--   run_id: {type: integer, title: Number}
-- order: run_id
with scored as (
    select
        results.run_id,
        50 * cast(sum(case results.status when 'pass' then 2 when 'warn' then 1 else 0 end * results.weight) as double precision)
            / nullif(sum(case when results.status in ('pass', 'warn', 'fail') then results.weight else 0 end), 0) as score
    from quality_results as results
    group by results.run_id
),

numbered as (
    select
        'Run ' || runs.run_id as run,
        scored.score,
        runs.started_at,
        runs.warehouse_version,
        runs.run_id,
        row_number() over (order by runs.run_id desc) as place
    from quality_runs as runs
    join scored on scored.run_id = runs.run_id
    where runs.is_whole
),

listed as (
    select numbered.run, numbered.score, numbered.started_at, numbered.warehouse_version, numbered.run_id
    from numbered
    where numbered.place <= 30
)

select * from listed order by run_id
