-- summary: Members of the loyalty programme with what became of their points; merged accounts are one member.
-- grain: member_key
-- indexes: ["customer_id, source"]
-- columns:
--   member_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer, drill: customer}
--   customer_key: {type: integer, title: Customer key, note: 0 for a member without an order.}
--   tier: {type: text, title: Tier, note: 'Of the account that stayed, else of the one that joined first.'}
--   joined_day: {type: integer, title: Joined, note: With the first of merged accounts.}
--   earned_points: {type: integer, title: Points given}
--   redeemed_points: {type: integer, title: Points redeemed}
--   expired_points: {type: integer, title: Points expired}
--   balance_points: {type: integer, title: Points left}
with points as (
    select
        events.source,
        coalesce(numbers.surviving_id, events.customer_id) as surviving_id,
        sum(case when events.points > 0 then events.points else 0 end) as earned_points,
        sum(case when events.kind = 'redeemed' then -events.points else 0 end) as redeemed_points,
        sum(case when events.kind = 'expired' then -events.points else 0 end) as expired_points,
        sum(events.points) as balance_points
    from stg_loyalty_events as events
    left join customer_numbers as numbers on numbers.source = events.source and numbers.customer_id = events.customer_id
    group by events.source, coalesce(numbers.surviving_id, events.customer_id)
),

placed as (
    select
        members.source,
        coalesce(numbers.surviving_id, members.customer_id) as surviving_id,
        coalesce(numbers.customer_key, 0) as customer_key,
        members.tier,
        min(dim_date.day_number) over (partition by members.source, coalesce(numbers.surviving_id, members.customer_id)) as joined_day,
        row_number() over (
            partition by members.source, coalesce(numbers.surviving_id, members.customer_id)
            order by
                case when numbers.surviving_id <> members.customer_id then 1 else 0 end, members.joined_date, members.customer_id
        ) as place
    from stg_loyalty_members as members
    join dim_date on dim_date.date_day = members.joined_date
    left join customer_numbers as numbers on numbers.source = members.source and numbers.customer_id = members.customer_id
),

keyed as (
    select
        row_number() over (order by placed.source, placed.surviving_id) as member_key,
        placed.source,
        placed.surviving_id as customer_id,
        placed.customer_key,
        placed.tier,
        placed.joined_day,
        coalesce(points.earned_points, 0) as earned_points,
        coalesce(points.redeemed_points, 0) as redeemed_points,
        coalesce(points.expired_points, 0) as expired_points,
        coalesce(points.balance_points, 0) as balance_points
    from placed
    left join points on points.source = placed.source and points.surviving_id = placed.surviving_id
    where placed.place = 1
)

select * from keyed
