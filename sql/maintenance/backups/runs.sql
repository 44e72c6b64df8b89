-- summary: Backups, tests of them and restores, newest first.
-- grain: run_id
-- params: {}
-- columns:
--   run_id: {type: integer, title: Run}
--   task: {type: text, title: What, note: 'A backup, a test that one can be restored, or a restore.'}
--   about: {type: text, title: Folder, note: Its name only.}
--   status: {type: text, title: Status}
--   began_at: {type: timestamp, title: Began, note: UTC.}
--   seconds: {type: integer, title: Seconds}
--   rows: {type: integer, title: Rows}
--   bytes: {type: integer, title: Bytes}
--   asked_by: {type: text, title: By}
--   said: {type: text, title: What it said, wide: true}
-- order: run_id desc
with listed as (
    select
        runs.run_id,
        runs.task,
        runs.about,
        runs.state as status,
        runs.began_at,
        runs.ended_at - runs.began_at as seconds,
        runs.rows,
        runs.bytes,
        runs.asked_by,
        runs.said
    from job_runs as runs
    where runs.task in ('backup', 'restore_test', 'restore')
)

select * from listed order by run_id desc
