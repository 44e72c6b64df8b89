-- summary: >-
--   Days of the last 28 on which a channel spent over six robust deviations away from the same weekdays of the 26 weeks before,
--   and half as much again or half as little.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.05
-- owner: Marketing
-- table: ad_days
-- checks: >-
--   (select distinct campaigns.marketing_channel, ads.performance_date from raw_ad_days as ads join raw_campaigns as campaigns on
--   campaigns.campaign_id = ads.campaign_id join dim_date as days on days.date_day = ads.performance_date where days.day_number
--   between :as_of_day - 27 and :as_of_day) as tested
-- fix: Look at the bids and the budget of that day.
-- grain: marketing_channel, day
-- params: {as_of_day: integer}
-- columns:
--   marketing_channel: {type: text, title: Marketing channel}
--   day: {type: date, title: Day}
--   spend_cents: {type: money, title: Spend}
--   usual: {type: decimal, title: Usual}
--   robust_z: {type: decimal, title: Robust z, note: 'From the middle of the same weekdays, by 1.4826 middle distances from it.'}
with daily as (
    select
        campaigns.marketing_channel,
        days.date_day as day,
        days.day_number,
        days.weekday_number,
        sum(ads.spend_cents) as spend_cents
    from raw_ad_days as ads
    join raw_campaigns as campaigns on campaigns.campaign_id = ads.campaign_id
    join dim_date as days on days.date_day = ads.performance_date
    where days.day_number between :as_of_day - 209 and :as_of_day
    group by campaigns.marketing_channel, days.date_day, days.day_number, days.weekday_number
),

before as (
    select
        daily.*,
        row_number() over (
            partition by daily.marketing_channel, daily.weekday_number order by daily.spend_cents, daily.day_number
        ) as position,
        count(*) over (partition by daily.marketing_channel, daily.weekday_number) as held
    from daily
    where daily.day_number < :as_of_day - 27
),

centres as (
    select before.marketing_channel, before.weekday_number, avg(before.spend_cents) as centre, max(before.held) as held
    from before
    where 2 * before.position between before.held and before.held + 2
    group by before.marketing_channel, before.weekday_number
),

distances as (
    select
        before.marketing_channel,
        before.weekday_number,
        abs(before.spend_cents - centres.centre) as distance,
        row_number() over (
            partition by before.marketing_channel, before.weekday_number
            order by abs(before.spend_cents - centres.centre), before.day_number
        ) as position,
        before.held
    from before
    join centres on centres.marketing_channel = before.marketing_channel and centres.weekday_number = before.weekday_number
),

spreads as (
    select distances.marketing_channel, distances.weekday_number, avg(distances.distance) as spread
    from distances
    where 2 * distances.position between distances.held and distances.held + 2
    group by distances.marketing_channel, distances.weekday_number
)

select
    daily.marketing_channel,
    daily.day,
    daily.spend_cents,
    centres.centre as usual,
    (daily.spend_cents - centres.centre) / nullif(1.4826 * cast(spreads.spread as double precision), 0) as robust_z
from daily
join centres on centres.marketing_channel = daily.marketing_channel and centres.weekday_number = daily.weekday_number
join spreads on spreads.marketing_channel = daily.marketing_channel and spreads.weekday_number = daily.weekday_number
where daily.day_number >= :as_of_day - 27
    and centres.held >= 8
    and abs(daily.spend_cents - centres.centre) > 6 * 1.4826 * spreads.spread
    and 2 * abs(daily.spend_cents - centres.centre) > centres.centre
    and abs(daily.spend_cents - centres.centre) > 5000
