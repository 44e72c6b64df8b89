-- summary: Detractors to be followed up, what is due first on top and what is done last.
-- grain: follow_up_id
-- params: {now: integer, scope_regions: list of text?}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   status: {type: text, title: Status, note: 'open, overdue or done.'}
--   score: {type: integer, title: Score, note: From 0 to 6.}
--   answered_date: {type: date, title: Answered}
--   assignee: {type: text, title: Given to}
--   due_at: {type: timestamp, title: Due, note: UTC.}
--   outcome: {type: text, title: Outcome}
--   closed_by: {type: text, title: Followed up by}
--   closed_at: {type: timestamp, title: Followed up, note: UTC.}
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   source: {type: text, title: Source}
--   follow_up_id: {type: integer, title: Follow-up}
--   urgency: {type: integer, title: Urgency, note: 'Overdue before open before done.'}
-- order: urgency desc, due_at, follow_up_id
with listed as (
    select
        follow_ups.customer_id,
        case when follow_ups.outcome is not null then 'done' when follow_ups.due_at < :now then 'overdue' else 'open' end as status,
        follow_ups.score,
        follow_ups.answered_date,
        follow_ups.assignee,
        follow_ups.due_at,
        follow_ups.outcome,
        follow_ups.closed_by,
        follow_ups.closed_at,
        follow_ups.order_id,
        follow_ups.region,
        follow_ups.source,
        follow_ups.follow_up_id,
        case when follow_ups.outcome is not null then 0 when follow_ups.due_at < :now then 2 else 1 end as urgency
    from follow_ups
    where follow_ups.follow_up_id > 0
        and follow_ups.region in (:scope_regions)
)

select * from listed order by urgency desc, due_at, follow_up_id
