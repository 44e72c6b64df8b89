-- summary: What one customer wrote about products.
-- grain: review_key
-- order: review_date desc
-- params:
--   {customer_id: text, source: text?, scope_brands: list of text?, scope_regions: list of text?, scope_vendors: list of text?}
-- columns:
--   product_name: {type: text, title: Product}
--   review_date: {type: date, title: Written}
--   rating: {type: integer, title: Stars}
--   body: {type: text, title: Text, wide: true}
--   status: {type: text, title: Status}
--   order_id: {type: id, title: Order, drill: order}
--   source: {type: text, title: Source}
--   review_key: {type: integer, title: Review key}
with answer as (
    select
        products.product_name,
        dim_date.date_day as review_date,
        reviews.rating,
        reviews.body,
        reviews.status,
        reviews.order_id,
        reviews.source,
        reviews.review_key
    from fct_reviews as reviews
    join dim_customers as customers on customers.customer_key = reviews.customer_key
    left join dim_products as products on products.product_key = reviews.product_key
    left join dim_date on dim_date.day_number = reviews.review_day
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and reviews.brand in (:scope_brands)
        and reviews.region in (:scope_regions)
        and reviews.vendor_id in (:scope_vendors)
)

select * from answer order by review_date desc, review_key
