-- summary: Reviews of fewer than ten letters.
-- tier: completeness
-- severity: minor
-- tolerance: 0.1
-- owner: Merchandising
-- table: reviews
-- checks: raw_reviews as reviews where reviews.body is not null
-- fix: Ask for a sentence.
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
where length(trim(reviews.body)) < 10
