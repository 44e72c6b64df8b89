-- summary: Products with at least five published reviews, their rating beside the share of sold units that came back, the worst first.
-- grain: product_key
-- order: average_rating
-- params:
--   {day_from: integer, day_to: integer, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   product_name: {type: text, title: Product, wide: true}
--   category: {type: text, title: Category}
--   average_rating: {type: decimal, title: Average rating}
--   reviews: {type: integer, title: Reviews, metric: reviews}
--   negative_share: {type: ratio, title: Negative, note: One or two stars.}
--   return_rate: {type: ratio, title: Units returned, note: 'Of the units sold in the period; the latest weeks are not over.'}
--   sold_units: {type: integer, title: Units sold}
--   brand: {type: text, title: Brand}
--   product_id: {type: id, title: Product number}
--   product_key: {type: integer, title: Product key}
with rated as (
    select
        reviews.product_key,
        sum(reviews.is_published) as reviews,
        sum(reviews.is_published * reviews.rating) as stars,
        sum(reviews.is_published * reviews.is_negative) as negative
    from fct_reviews as reviews
    where reviews.review_day between :day_from and :day_to
        and reviews.channel in (:channels)
        and reviews.platform in (:platforms)
        and reviews.region in (:regions)
        and reviews.country in (:countries)
        and reviews.brand in (:scope_brands)
        and reviews.region in (:scope_regions)
    group by reviews.product_key
    having sum(reviews.is_published) >= 5
),

sold as (
    select
        events.product_key,
        sum(case when events.event_type = 'sale' then events.units else 0 end) as sold_units,
        sum(case when events.event_type = 'return' then events.returned_units else 0 end) as returned_units
    from fct_sales_events as events
    where events.order_day between :day_from and :day_to
        and events.channel in (:channels)
        and events.platform in (:platforms)
        and events.region in (:regions)
        and events.country in (:countries)
        and events.brand in (:scope_brands)
        and events.region in (:scope_regions)
    group by events.product_key
),

answer as (
    select
        products.product_name,
        products.category,
        cast(rated.stars as double precision) / nullif(rated.reviews, 0) as average_rating,
        rated.reviews,
        cast(rated.negative as double precision) / nullif(rated.reviews, 0) as negative_share,
        cast(sold.returned_units as double precision) / nullif(sold.sold_units, 0) as return_rate,
        coalesce(sold.sold_units, 0) as sold_units,
        products.brand,
        products.product_id,
        rated.product_key
    from rated
    join dim_products as products on products.product_key = rated.product_key
    left join sold on sold.product_key = rated.product_key
)

select * from answer order by average_rating, product_key
