-- summary: Members of the loyalty programme with what became of their points.
-- grain: member_key
-- indexes: ["customer_id, source"]
-- columns:
--   member_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer, drill: customer}
--   customer_key: {type: integer, title: Customer key, note: 0 for a member without an order.}
--   tier: {type: text, title: Tier}
--   joined_day: {type: integer, title: Joined}
--   earned_points: {type: integer, title: Points given}
--   redeemed_points: {type: integer, title: Points redeemed}
--   expired_points: {type: integer, title: Points expired}
--   balance_points: {type: integer, title: Points left}
with points as (
    select
        events.source,
        events.customer_id,
        sum(case when events.points > 0 then events.points else 0 end) as earned_points,
        sum(case when events.kind = 'redeemed' then -events.points else 0 end) as redeemed_points,
        sum(case when events.kind = 'expired' then -events.points else 0 end) as expired_points,
        sum(events.points) as balance_points
    from stg_loyalty_events as events
    group by events.source, events.customer_id
),

keyed as (
    select
        row_number() over (order by members.source, members.customer_id) as member_key,
        members.source,
        members.customer_id,
        coalesce(customers.customer_key, 0) as customer_key,
        members.tier,
        dim_date.day_number as joined_day,
        coalesce(points.earned_points, 0) as earned_points,
        coalesce(points.redeemed_points, 0) as redeemed_points,
        coalesce(points.expired_points, 0) as expired_points,
        coalesce(points.balance_points, 0) as balance_points
    from stg_loyalty_members as members
    join dim_date on dim_date.date_day = members.joined_date
    left join points on points.source = members.source and points.customer_id = members.customer_id
    left join dim_customers as customers on customers.source = members.source and customers.customer_id = members.customer_id
)

select * from keyed
