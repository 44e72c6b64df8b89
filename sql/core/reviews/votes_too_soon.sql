-- summary: Reviews of the last seven days with fifty helpful votes or more.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.005
-- owner: Merchandising
-- table: reviews
-- checks: raw_reviews
-- fix: Look where the votes come from.
-- grain: review_id
-- params: {as_of_day: integer}
-- columns:
--   review_id: {type: id, title: Review}
--   product_id: {type: id, title: Product}
--   created_at: {type: timestamp, title: Created}
--   helpful_votes: {type: integer, title: Helpful votes}
with limits as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 7
)

select
    reviews.review_id,
    reviews.product_id,
    reviews.created_at,
    reviews.helpful_votes
from raw_reviews as reviews
cross join limits
where reviews.helpful_votes >= 50
    and substr(reviews.created_at, 1, 10) > limits.date_day
