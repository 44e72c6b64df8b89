-- summary: >-
--   Days of the last 28 on which the share of declined attempts lies over six binomial deviations above that of the 91 days
--   before.
-- tier: anomaly
-- severity: major
-- tolerance: 0.01
-- owner: Fraud
-- table: payment_attempts
-- faulty: [is_authorised]
-- checks: dim_date as days where days.day_number between :as_of_day - 27 and :as_of_day
-- fix: Look whether cards are tried out, or whether a provider is out of order.
-- grain: day
-- params: {as_of_day: integer}
-- columns:
--   day: {type: date, title: Day}
--   attempts: {type: integer, title: Attempts}
--   declines_count: {type: integer, title: Declines count}
--   usual_share: {type: decimal, title: Usual share}
with counted as (
    select
        days.date_day as day,
        days.day_number,
        count(*) as attempts,
        sum(1 - attempts.is_authorised) as declines_count
    from raw_payment_attempts as attempts
    join dim_date as days on days.date_day = substr(attempts.attempted_at, 1, 10)
    where days.day_number between :as_of_day - 118 and :as_of_day
    group by days.date_day, days.day_number
),

before as (
    select cast(sum(counted.declines_count) as double precision) / nullif(sum(counted.attempts), 0) as usual_share
    from counted
    where counted.day_number < :as_of_day - 27
)

select
    counted.day,
    counted.attempts,
    counted.declines_count,
    before.usual_share
from counted
cross join before
where counted.day_number >= :as_of_day - 27
    and counted.attempts >= 20
    and counted.declines_count - counted.attempts * before.usual_share
        > 6 * sqrt(counted.attempts * before.usual_share * (1 - before.usual_share))
