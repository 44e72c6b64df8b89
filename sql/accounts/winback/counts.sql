-- summary: How many win-back actions run and were measured, and the lift of those that held somebody out.
-- grain: running
-- params: {}
-- columns:
--   running: {type: integer, title: Actions running}
--   measured: {type: integer, title: Actions measured, note: Those whose planned days are over.}
--   lift: {type: ratio, title: Win-back lift, note: 'Beyond the hold-out, over measured actions that have one.'}
with sizes as (
    select
        action_id,
        sum(case when is_held_out then 0 else 1 end) as contacted
    from winback_members
    group by action_id
),

counted as (
    select
        count(case when actions.stopped_at is null and actions.measured_at is null then 1 end) as running,
        count(actions.measured_at) as measured,
        cast(sum(case when actions.lift is not null then actions.lift * sizes.contacted end) as double precision)
            / nullif(sum(case when actions.lift is not null then sizes.contacted end), 0) as lift
    from winback_actions as actions
    join sizes on sizes.action_id = actions.action_id
)

select * from counted
