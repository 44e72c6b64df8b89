-- summary: Reviews of a product by a customer who had reviewed it before.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.02
-- owner: Merchandising
-- table: reviews
-- checks: raw_reviews as reviews where reviews.customer_id is not null
-- fix: Keep the latest.
-- grain: review_id
-- params: {}
-- columns:
--   review_id: {type: id, title: Review}
--   product_id: {type: id, title: Product}
--   customer_id: {type: id, title: Customer}
--   created_at: {type: timestamp, title: Created}
with numbered as (
    select
        reviews.review_id,
        reviews.product_id,
        reviews.customer_id,
        reviews.created_at,
        row_number() over (partition by reviews.customer_id, reviews.product_id order by reviews.created_at, reviews.review_id) as position
    from raw_reviews as reviews
    where reviews.customer_id is not null
)

select
    numbered.review_id,
    numbered.product_id,
    numbered.customer_id,
    numbered.created_at
from numbered
where numbered.position > 1
