-- summary: Reviews with a rating that is not one to five stars.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Merchandising
-- table: reviews
-- faulty: [rating]
-- checks: raw_reviews
-- fix: Correct or hide the review.
-- grain: review_id
-- params: {}
-- columns:
--   review_id: {type: id, title: Review}
--   product_id: {type: id, title: Product}
--   rating: {type: integer, title: Rating}
select
    reviews.review_id,
    reviews.product_id,
    reviews.rating
from raw_reviews as reviews
where reviews.rating < 1
    or reviews.rating > 5
    or reviews.rating is null
