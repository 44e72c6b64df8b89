-- summary: >-
--   Days of the last 28 whose average order is over four robust deviations away from the same weekdays of the 26 weeks before,
--   and a quarter at least.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.1
-- owner: Data
-- table: orders
-- checks: dim_date as days where days.day_number between :as_of_day - 27 and :as_of_day
-- fix: Look for orders with a wrong amount or in a wrong currency.
-- grain: day
-- params: {as_of_day: integer}
-- columns:
--   day: {type: date, title: Day}
--   orders: {type: integer, title: Orders}
--   order_cents: {type: decimal, title: Average order, note: Cents.}
--   usual: {type: decimal, title: Usual}
--   robust_z: {type: decimal, title: Robust z, note: 'From the middle of the same weekdays, by 1.4826 middle distances from it.'}
with daily as (
    select
        days.date_day as day,
        days.day_number,
        days.weekday_number,
        count(*) as orders,
        cast(sum(orders.gross_cents - orders.discount_cents) as double precision) / nullif(count(*), 0) as order_cents
    from fct_orders as orders
    join dim_date as days on days.day_number = orders.order_day
    where orders.order_day between :as_of_day - 209 and :as_of_day
    group by days.date_day, days.day_number, days.weekday_number
),

before as (
    select
        daily.*,
        row_number() over (partition by daily.weekday_number order by daily.order_cents, daily.day_number) as position,
        count(*) over (partition by daily.weekday_number) as held
    from daily
    where daily.day_number < :as_of_day - 27
),

centres as (
    select before.weekday_number, avg(before.order_cents) as centre, max(before.held) as held
    from before
    where 2 * before.position between before.held and before.held + 2
    group by before.weekday_number
),

distances as (
    select
        before.weekday_number,
        abs(before.order_cents - centres.centre) as distance,
        row_number() over (
            partition by before.weekday_number order by abs(before.order_cents - centres.centre), before.day_number
        ) as position,
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
    daily.order_cents,
    centres.centre as usual,
    (daily.order_cents - centres.centre) / nullif(1.4826 * cast(spreads.spread as double precision), 0) as robust_z
from daily
join centres on centres.weekday_number = daily.weekday_number
join spreads on spreads.weekday_number = daily.weekday_number
where daily.day_number >= :as_of_day - 27
    and daily.orders >= 20
    and centres.held >= 8
    and abs(daily.order_cents - centres.centre) > 4 * 1.4826 * spreads.spread
    and 4 * abs(daily.order_cents - centres.centre) >= centres.centre
