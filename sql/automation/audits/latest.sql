-- summary: When each thing that is to be done regularly was done last, and how it ended.
-- grain: task
-- params: {now: integer}
-- columns:
--   task: {type: text, title: What}
--   status: {type: text, title: Last ended}
--   ended_at: {type: timestamp, title: When, note: UTC.}
--   days: {type: decimal, title: Days ago}
--   runs: {type: integer, title: Runs kept}
-- order: ended_at desc
with every as (
    select runs.task, runs.state as status, runs.ended_at, runs.run_id
    from job_runs as runs
    where runs.ended_at is not null
    union all
    select 'checks' as task, 'done' as status, runs.finished_at as ended_at, runs.run_id
    from quality_runs as runs
    where runs.is_whole
        and runs.finished_at is not null
),

ranked as (
    select
        every.*,
        count(*) over (partition by every.task) as runs,
        row_number() over (partition by every.task order by every.ended_at desc, every.run_id desc) as place
    from every
),

listed as (
    select
        ranked.task,
        ranked.status,
        ranked.ended_at,
        cast(floor(cast(:now - ranked.ended_at as double precision) / 3600) as double precision) / 24 as days,
        ranked.runs
    from ranked
    where ranked.place = 1
)

select * from listed order by ended_at desc, task
