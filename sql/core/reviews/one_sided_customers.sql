-- summary: Customers with five reviews or more, all of one star or all of five.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.02
-- owner: Merchandising
-- table: reviews
-- checks: >-
--   (select reviews.customer_id from raw_reviews as reviews where reviews.customer_id is not null group by reviews.customer_id
--   having count(*) >= 5) as writers
-- fix: Read some of them.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   reviews: {type: integer, title: Reviews}
--   rating: {type: integer, title: Rating}
select
    reviews.customer_id,
    count(*) as reviews,
    min(reviews.rating) as rating
from raw_reviews as reviews
where reviews.customer_id is not null
group by reviews.customer_id
having count(*) >= 5
    and min(reviews.rating) = max(reviews.rating)
    and min(reviews.rating) in (1, 5)
