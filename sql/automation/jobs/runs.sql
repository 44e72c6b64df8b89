-- summary: 'Runs of jobs, newest first: what is at work, what failed or stalled, and what each said.'
-- grain: run_id
-- params: {now: integer}
-- columns:
--   run_id: {type: integer, title: Run}
--   task: {type: text, title: Job}
--   about: {type: text, title: Of what}
--   status: {type: text, title: Status, note: 'running, stalled (for over two hours), done, failed or stopped (its process is gone).'}
--   began_at: {type: timestamp, title: Began, note: UTC.}
--   ended_at: {type: timestamp, title: Ended, note: UTC.}
--   seconds: {type: integer, title: Seconds, note: So far where it is at work.}
--   asked_by: {type: text, title: By}
--   said: {type: text, title: What it said, wide: true}
-- order: run_id desc
with listed as (
    select
        runs.run_id,
        runs.task,
        runs.about,
        case when runs.state = 'running' and runs.began_at < :now - 7200 then 'stalled' else runs.state end as status,
        runs.began_at,
        runs.ended_at,
        coalesce(runs.ended_at, :now) - runs.began_at as seconds,
        runs.asked_by,
        runs.said
    from job_runs as runs
)

select * from listed order by run_id desc
