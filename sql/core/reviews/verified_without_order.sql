-- summary: Reviews that are shown as a verified purchase and name no order, or one without the product.
-- tier: accuracy
-- severity: major
-- tolerance: 0.001
-- owner: Merchandising
-- table: reviews
-- faulty: [is_verified]
-- checks: raw_reviews as reviews where reviews.is_verified = 1
-- fix: Take the mark away.
-- grain: review_id
-- params: {}
-- columns:
--   review_id: {type: id, title: Review}
--   product_id: {type: id, title: Product}
--   order_id: {type: id, title: Order, drill: order}
with bought as (
    select distinct lines.order_id, lines.product_id
    from raw_order_lines as lines
    where lines.is_current = 1
        and lines.is_return = 0
)

select
    reviews.review_id,
    reviews.product_id,
    reviews.order_id
from raw_reviews as reviews
left join bought on bought.order_id = reviews.order_id and bought.product_id = reviews.product_id
where reviews.is_verified = 1
    and bought.order_id is null
