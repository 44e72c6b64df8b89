-- summary: 'Builds, newest first: how each ended, what it published, and how long it took.'
-- database: warehouse
-- grain: run_id
-- params: {}
-- columns:
--   run_id: {type: integer, title: Build, note: The number of the version that it publishes.}
--   status: {type: text, title: Status, note: 'running, published, empty (nothing to publish) or failed.'}
--   started_at: {type: text, title: Began, note: UTC.}
--   finished_at: {type: text, title: Ended, note: UTC.}
--   seconds: {type: decimal, title: Seconds, note: Of one that published.}
--   as_of_date: {type: date, title: Data as of}
--   slowest_step: {type: text, title: Slowest step}
--   slowest_seconds: {type: decimal, title: Its seconds}
--   message: {type: text, title: What it said, wide: true}
-- order: run_id desc
with ranked as (
    select
        steps.run_id,
        steps.step_name,
        steps.milliseconds,
        row_number() over (partition by steps.run_id order by steps.milliseconds desc, steps.position) as place
    from warehouse_build_steps as steps
),

listed as (
    select
        runs.run_id,
        runs.status,
        runs.started_at,
        runs.finished_at,
        cast(versions.milliseconds as double precision) / 1000 as seconds,
        versions.as_of_date,
        ranked.step_name as slowest_step,
        cast(ranked.milliseconds as double precision) / 1000 as slowest_seconds,
        runs.message
    from warehouse_build_runs as runs
    left join warehouse_versions as versions on versions.version = runs.run_id
    left join ranked on ranked.run_id = runs.run_id and ranked.place = 1
)

select * from listed order by run_id desc
