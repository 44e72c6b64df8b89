-- summary: Reviews that were written before the order that they name was placed.
-- tier: consistency
-- severity: minor
-- tolerance: 0.001
-- owner: Merchandising
-- table: reviews
-- checks: raw_reviews as reviews where reviews.order_id is not null
-- fix: Correct the order of the review.
-- grain: review_id
-- params: {}
-- columns:
--   review_id: {type: id, title: Review}
--   order_id: {type: id, title: Order, drill: order}
--   created_at: {type: timestamp, title: Created}
--   ordered_at: {type: timestamp, title: Placed}
select
    reviews.review_id,
    reviews.order_id,
    reviews.created_at,
    orders.ordered_at
from raw_reviews as reviews
join raw_orders as orders on orders.order_id = reviews.order_id
where reviews.created_at < orders.ordered_at
