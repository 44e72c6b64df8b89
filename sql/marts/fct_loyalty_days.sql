-- summary: The loyalty programme each day from the first member on, by the tier that members have now; at the end of the day.
-- grain: loyalty_day_key
-- params: {as_of_day: integer}
-- indexes: [day_number]
-- columns:
--   loyalty_day_key: {type: integer, title: Key}
--   day_number: {type: integer, title: Day}
--   tier: {type: text, title: Tier}
--   joiners: {type: integer, title: Joined}
--   earned_points: {type: integer, title: Points given}
--   redeemed_points: {type: integer, title: Points redeemed}
--   expired_points: {type: integer, title: Points expired}
--   members: {type: integer, title: Members}
--   outstanding_points: {type: integer, title: Points outstanding}
with movements as (
    select members.joined_day as day_number, members.tier, 1 as joiners, 0 as earned_points, 0 as redeemed_points, 0 as expired_points
    from dim_loyalty_members as members

    union all

    select
        dim_date.day_number,
        members.tier,
        0 as joiners,
        case when events.points > 0 then events.points else 0 end as earned_points,
        case when events.kind = 'redeemed' then -events.points else 0 end as redeemed_points,
        case when events.kind = 'expired' then -events.points else 0 end as expired_points
    from stg_loyalty_events as events
    join dim_date on dim_date.date_day = events.occurred_date
    left join customer_numbers as numbers on numbers.source = events.source and numbers.customer_id = events.customer_id
    join dim_loyalty_members as members
        on members.source = events.source and members.customer_id = coalesce(numbers.surviving_id, events.customer_id)
),

daily as (
    select
        movements.day_number,
        movements.tier,
        sum(movements.joiners) as joiners,
        sum(movements.earned_points) as earned_points,
        sum(movements.redeemed_points) as redeemed_points,
        sum(movements.expired_points) as expired_points
    from movements
    group by movements.day_number, movements.tier
),

opened as (
    select min(daily.day_number) as first_day
    from daily
),

grid as (
    select dim_date.day_number, tiers.tier
    from dim_date
    join opened on dim_date.day_number >= opened.first_day
    cross join (select distinct members.tier from dim_loyalty_members as members) as tiers
    where dim_date.day_number <= :as_of_day
),

filled as (
    select
        grid.day_number,
        grid.tier,
        coalesce(daily.joiners, 0) as joiners,
        coalesce(daily.earned_points, 0) as earned_points,
        coalesce(daily.redeemed_points, 0) as redeemed_points,
        coalesce(daily.expired_points, 0) as expired_points
    from grid
    left join daily on daily.day_number = grid.day_number and daily.tier = grid.tier
),

balanced as (
    select
        row_number() over (order by filled.day_number, filled.tier) as loyalty_day_key,
        filled.*,
        sum(filled.joiners) over (
            partition by filled.tier order by filled.day_number rows between unbounded preceding and current row
        ) as members,
        sum(filled.earned_points - filled.redeemed_points - filled.expired_points) over (
            partition by filled.tier order by filled.day_number rows between unbounded preceding and current row
        ) as outstanding_points
    from filled
)

select * from balanced
