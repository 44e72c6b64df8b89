-- summary: Win-back actions with whom they reached, whom they held out, and the lift once their days are over; the latest first.
-- grain: action_id
-- order: action_id desc
-- params: {}
-- columns:
--   title: {type: text, title: Action, wide: true}
--   state: {type: text, title: State, note: 'Running, measured, or stopped before its days were over.'}
--   owner: {type: text, title: Owner}
--   offer: {type: text, title: Offer, wide: true}
--   bands: {type: text, title: Loss at stake}
--   reason: {type: text, title: Main reason}
--   first_date: {type: date, title: From}
--   last_date: {type: date, title: To}
--   contacted: {type: integer, title: On the list, note: Without the hold-out.}
--   held_out: {type: integer, title: Held out}
--   expected_rate: {type: ratio, title: Expected to order anyway, note: 'By the scores when it began, in the 90 days after.'}
--   detectable: {type: ratio, title: Detectable lift, note: The least difference that such a list shows in four of five cases.}
--   contacted_rate: {type: ratio, title: Ordered, note: Of the list; empty until the planned days are over.}
--   held_out_rate: {type: ratio, title: Held out and ordered, note: Likewise.}
--   lift: {type: ratio, title: Lift, note: Difference of the two; empty without a hold-out.}
--   lift_low: {type: ratio, title: Lift at least, note: The lower end of the 95 % interval.}
--   lift_high: {type: ratio, title: Lift at most, note: The upper end.}
--   started_by: {type: text, title: Started by}
--   action_id: {type: integer, title: Number}
with counted as (
    select
        action_id,
        sum(case when is_held_out then 0 else 1 end) as contacted,
        sum(case when is_held_out then 1 else 0 end) as held_out,
        sum(case when has_ordered and not is_held_out then 1 else 0 end) as contacted_orders,
        sum(case when has_ordered and is_held_out then 1 else 0 end) as held_out_orders
    from winback_members
    group by action_id
),

listed as (
    select
        actions.title,
        case
            when actions.stopped_at is not null then 'stopped'
            when actions.measured_at is not null then 'measured'
            else 'running'
        end as state,
        actions.owner,
        actions.offer,
        actions.bands,
        coalesce(actions.reason, 'Any') as reason,
        actions.first_date,
        actions.last_date,
        counted.contacted,
        counted.held_out,
        actions.expected_rate,
        actions.detectable,
        case
            when actions.measured_at is not null then cast(counted.contacted_orders as double precision) / nullif(counted.contacted, 0)
        end as contacted_rate,
        case
            when actions.measured_at is not null then cast(counted.held_out_orders as double precision) / nullif(counted.held_out, 0)
        end as held_out_rate,
        actions.lift,
        actions.lift_low,
        actions.lift_high,
        actions.started_by,
        actions.action_id
    from winback_actions as actions
    join counted on counted.action_id = actions.action_id
)

select * from listed order by action_id desc
