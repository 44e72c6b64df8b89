-- summary: 'What the latest published build spent its time on, the longest first: each table, and what stands around them.'
-- database: warehouse
-- grain: step_name
-- params: {}
-- columns:
--   step_name: {type: text, title: Step}
--   seconds: {type: decimal, title: Seconds}
--   share: {type: ratio, title: Share}
--   place: {type: integer, title: Place, note: In the order of the build.}
--   run_id: {type: integer, title: Build}
-- order: seconds desc
with latest as (
    select max(steps.run_id) as run_id
    from warehouse_build_steps as steps
),

listed as (
    select
        steps.step_name,
        cast(steps.milliseconds as double precision) / 1000 as seconds,
        cast(steps.milliseconds as double precision) / nullif(sum(steps.milliseconds) over (), 0) as share,
        steps.position as place,
        steps.run_id
    from warehouse_build_steps as steps
    join latest on latest.run_id = steps.run_id
)

select * from listed order by seconds desc, step_name
