-- summary: >-
--   Days on which a product got five reviews of the same rating or more, and at least five times what it gets on a day with
--   reviews.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.005
-- owner: Merchandising
-- table: reviews
-- checks: (select distinct reviews.product_id, substr(reviews.created_at, 1, 10) as day from raw_reviews as reviews) as days
-- fix: Look who wrote them.
-- grain: product_id, day, rating
-- params: {}
-- columns:
--   product_id: {type: id, title: Product}
--   day: {type: date, title: Day}
--   rating: {type: integer, title: Rating}
--   reviews: {type: integer, title: Reviews}
with daily as (
    select reviews.product_id, substr(reviews.created_at, 1, 10) as day, reviews.rating, count(*) as reviews
    from raw_reviews as reviews
    group by reviews.product_id, reviews.rating, substr(reviews.created_at, 1, 10)
),

usual as (
    select daily.product_id, cast(sum(daily.reviews) as double precision) / nullif(count(distinct daily.day), 0) as usual
    from daily
    group by daily.product_id
)

select
    daily.product_id,
    daily.day,
    daily.rating,
    daily.reviews
from daily
join usual on usual.product_id = daily.product_id
where daily.reviews >= 5
    and daily.reviews >= 5 * usual.usual
