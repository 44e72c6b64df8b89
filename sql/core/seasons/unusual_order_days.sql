-- summary: >-
--   Days of the last 28 with over four robust deviations more or fewer orders than the same weekdays of the 26 weeks before, a
--   third at least and twenty orders at least.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.1
-- owner: Data
-- table: orders
-- checks: dim_date as days where days.day_number between :as_of_day - 27 and :as_of_day
-- fix: Look for a promotion or a holiday; else for a load that is missing or there twice.
-- grain: day
-- params: {as_of_day: integer}
-- columns:
--   day: {type: date, title: Day}
--   orders: {type: integer, title: Orders}
--   is_holiday: {type: boolean, title: Holiday}
--   usual: {type: decimal, title: Usual}
--   robust_z: {type: decimal, title: Robust z, note: 'From the middle of the same weekdays, by 1.4826 middle distances from it.'}
with daily as (
    select
        days.date_day as day,
        days.day_number,
        days.weekday_number,
        days.is_holiday,
        count(orders.order_key) as orders
    from dim_date as days
    left join fct_orders as orders on orders.order_day = days.day_number
    where days.day_number between :as_of_day - 209 and :as_of_day
    group by days.date_day, days.day_number, days.is_holiday, days.weekday_number
),

before as (
    select
        daily.*,
        row_number() over (partition by daily.weekday_number order by daily.orders, daily.day_number) as position,
        count(*) over (partition by daily.weekday_number) as held
    from daily
    where daily.day_number < :as_of_day - 27
        and daily.is_holiday = 0
),

centres as (
    select before.weekday_number, avg(before.orders) as centre, max(before.held) as held
    from before
    where 2 * before.position between before.held and before.held + 2
    group by before.weekday_number
),

distances as (
    select
        before.weekday_number,
        abs(before.orders - centres.centre) as distance,
        row_number() over (partition by before.weekday_number order by abs(before.orders - centres.centre), before.day_number) as position,
        before.held
    from before
    join centres on centres.weekday_number = before.weekday_number
),

spreads as (
    select distances.weekday_number, avg(distances.distance) as spread
    from distances
    where 2 * distances.position between distances.held and distances.held + 2
    group by distances.weekday_number
)

select
    daily.day,
    daily.orders,
    daily.is_holiday,
    centres.centre as usual,
    (daily.orders - centres.centre) / nullif(1.4826 * cast(spreads.spread as double precision), 0) as robust_z
from daily
join centres on centres.weekday_number = daily.weekday_number
join spreads on spreads.weekday_number = daily.weekday_number
where daily.day_number >= :as_of_day - 27
    and centres.held >= 8
    and abs(daily.orders - centres.centre) > 4 * 1.4826 * spreads.spread
    and 3 * abs(daily.orders - centres.centre) >= centres.centre
    and abs(daily.orders - centres.centre) >= 20
