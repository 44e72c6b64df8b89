-- summary: New customers by the channel they first met and the one that brought them, as far as their way to the first order was followed.
-- grain: first_channel, marketing_channel
-- unrecorded: refused
-- params: {day_from: integer, day_to: integer, regions: list of text?, countries: list of text?, scope_regions: list of text?}
-- columns:
--   first_channel: {type: text, title: First touch}
--   marketing_channel: {type: text, title: Acquisition channel}
--   customers: {type: integer, title: New customers, total: true}
--   touches: {type: decimal, title: Touches, note: 'A customer, on the way to the first order.'}
--   days: {type: decimal, title: Days from the first touch, note: 'To the first order, on average.'}
with followed as (
    select
        acquired.customer_key,
        touched.marketing_channel as first_channel,
        acquired.marketing_channel,
        touched.touches,
        acquired.first_order_day - touched.touched_day as days
    from fct_acquisitions as acquired
    join fct_touchpoints as touched on touched.order_key = acquired.order_key
    where touched.position = 1
        and touched.order_key > 0
        and acquired.first_order_day between :day_from and :day_to
        and acquired.region in (:regions)
        and acquired.country in (:countries)
        and acquired.region in (:scope_regions)
),

answer as (
    select
        followed.first_channel,
        followed.marketing_channel,
        count(*) as customers,
        avg(cast(followed.touches as double precision)) as touches,
        avg(cast(followed.days as double precision)) as days
    from followed
    group by followed.first_channel, followed.marketing_channel
)

select * from answer order by first_channel, marketing_channel
