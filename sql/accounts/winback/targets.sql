-- summary: Customers to write to, those on the list of a running action who are not held out and have not withdrawn consent.
-- grain: member_id
-- order: action_id desc, member_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   title: {type: text, title: Action, wide: true}
--   offer: {type: text, title: Offer, wide: true}
--   owner: {type: text, title: Owner}
--   last_date: {type: date, title: Until}
--   source: {type: text, title: Source}
--   action_id: {type: integer, title: Number}
--   member_id: {type: integer, title: Place on the list}
with listed as (
    select
        members.customer_id,
        actions.title,
        actions.offer,
        actions.owner,
        actions.last_date,
        members.source,
        actions.action_id,
        members.member_id
    from winback_members as members
    join winback_actions as actions on actions.action_id = members.action_id
    where actions.stopped_at is null
        and actions.measured_at is null
        and not members.is_held_out
        and members.may_email
)

select * from listed order by action_id desc, member_id
