-- summary: The share of sold units that came back, of products with five reviews or more, by their average rating.
-- grain: stars
-- params:
--   {day_from: integer, day_to: integer, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   stars: {type: text, title: Average rating}
--   return_rate: {type: ratio, title: Units returned, note: 'Of the units sold in the period, those that came back since.'}
--   products: {type: integer, title: Products}
--   reviews: {type: integer, title: Reviews}
with rated as (
    select
        reviews.product_key,
        sum(reviews.is_published) as reviews,
        sum(reviews.is_published * reviews.rating) as stars
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

placed as (
    select
        case
            when rated.stars < 3 * rated.reviews then '1 to 3'
            when rated.stars < 4 * rated.reviews then '3 to 4'
            when 2 * rated.stars < 9 * rated.reviews then '4 to 4.5'
            else '4.5 and more'
        end as stars,
        rated.reviews,
        sold.sold_units,
        sold.returned_units
    from rated
    join sold on sold.product_key = rated.product_key
),

answer as (
    select
        placed.stars,
        cast(sum(placed.returned_units) as double precision) / nullif(sum(placed.sold_units), 0) as return_rate,
        count(*) as products,
        sum(placed.reviews) as reviews
    from placed
    group by placed.stars
)

select * from answer order by stars
