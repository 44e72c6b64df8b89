-- summary: Reviews of more than twenty letters with the very words of another one of the same product.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.05
-- owner: Merchandising
-- table: reviews
-- checks: raw_reviews as reviews where length(trim(reviews.body)) > 20
-- fix: Look who wrote them; hide what was copied.
-- grain: review_id
-- params: {}
-- columns:
--   review_id: {type: id, title: Review}
--   product_id: {type: id, title: Product}
--   created_at: {type: timestamp, title: Created}
--   reviews: {type: integer, title: Reviews}
with plain as (
    select reviews.review_id, reviews.product_id, reviews.created_at, lower(trim(reviews.body)) as words
    from raw_reviews as reviews
    where length(trim(reviews.body)) > 20
),

counted as (
    select plain.product_id, plain.words, count(*) as reviews
    from plain
    group by plain.product_id, plain.words
    having count(*) > 1
)

select
    plain.review_id,
    plain.product_id,
    plain.created_at,
    counted.reviews
from plain
join counted on counted.product_id = plain.product_id and counted.words = plain.words
