-- summary: Published reviews with their text, product and order.
-- grain: review_key
-- order: review_date desc
-- params:
--   {day_from: integer, day_to: integer, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, scope_brands: list of text?, scope_regions: list of text?, scope_vendors: list of text?}
-- columns:
--   product_name: {type: text, title: Product, wide: true}
--   rating: {type: integer, title: Stars}
--   body: {type: text, title: Text, wide: true}
--   review_date: {type: date, title: Written}
--   category: {type: text, title: Category}
--   vendor_id: {type: id, title: Vendor}
--   is_verified: {type: boolean, title: Verified}
--   customer_id: {type: id, title: Customer, drill: customer}
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   source: {type: text, title: Source}
--   review_key: {type: integer, title: Review key}
with answer as (
    select
        products.product_name,
        reviews.rating,
        reviews.body,
        dim_date.date_day as review_date,
        reviews.category,
        reviews.vendor_id,
        reviews.is_verified,
        customers.customer_id,
        reviews.order_id,
        reviews.region,
        reviews.source,
        reviews.review_key
    from fct_reviews as reviews
    left join dim_products as products on products.product_key = reviews.product_key
    left join dim_customers as customers on customers.customer_key = reviews.customer_key
    left join dim_date on dim_date.day_number = reviews.review_day
    where reviews.review_day between :day_from and :day_to
        and reviews.is_published = 1
        and reviews.channel in (:channels)
        and reviews.platform in (:platforms)
        and reviews.region in (:regions)
        and reviews.country in (:countries)
        and reviews.brand in (:scope_brands)
        and reviews.region in (:scope_regions)
        and reviews.vendor_id in (:scope_vendors)
)

select * from answer order by review_date desc, review_key
