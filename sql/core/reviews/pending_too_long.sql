-- summary: Reviews that have waited for more than fourteen days to be published or rejected.
-- tier: completeness
-- severity: minor
-- tolerance: 0.1
-- owner: Merchandising
-- table: reviews
-- checks: raw_reviews as reviews where reviews.status = 'pending'
-- fix: Decide.
-- grain: review_id
-- params: {as_of_day: integer}
-- columns:
--   review_id: {type: id, title: Review}
--   product_id: {type: id, title: Product}
--   created_at: {type: timestamp, title: Created}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 14
)

select
    reviews.review_id,
    reviews.product_id,
    reviews.created_at
from raw_reviews as reviews
cross join limits
where reviews.status = 'pending'
    and substr(reviews.created_at, 1, 10) < limits.date_day
