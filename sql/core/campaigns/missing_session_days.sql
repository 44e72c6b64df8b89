-- summary: Days without a single session since sessions are counted.
-- tier: completeness
-- severity: major
-- tolerance: 0
-- owner: Marketing
-- table: session_days
-- checks: dim_date as days where days.date_day between (select min(held.session_date) from raw_session_days as held) and :as_of_date
-- fix: Look whether tracking was off, and say so beside the figures of those days.
-- grain: day
-- params: {as_of_date: date}
-- columns:
--   day: {type: date, title: Day}
select
    days.date_day as day
from dim_date as days
left join (select distinct held.session_date from raw_session_days as held) as counted on counted.session_date = days.date_day
where days.date_day between (select min(held.session_date) from raw_session_days as held) and :as_of_date
    and counted.session_date is null
