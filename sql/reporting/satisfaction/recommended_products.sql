-- summary: Net promoter score of the orders that held a product, those with most answers first.
-- grain: product_key
-- order: answers desc
-- params:
--   {day_from: integer, day_to: integer, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   product_name: {type: text, title: Product}
--   score: {type: decimal, title: Score, note: 'Promoters minus detractors, divided by answers, times 100.'}
--   margin: {type: decimal, title: Margin, note: 'Half the width of the 95 % interval; below thirty answers it tells little.'}
--   answers: {type: integer, title: Answers, note: An answer counts for every product in its order.}
--   promoters: {type: integer, title: Promoters}
--   detractors: {type: integer, title: Detractors}
--   category: {type: text, title: Category}
--   vendor_name: {type: text, title: Vendor}
--   product_id: {type: id, title: Product number}
--   product_key: {type: integer, title: Product key}
with bought as (
    -- What was sold on an order, once.
    select distinct events.order_key, events.product_key
    from fct_sales_events as events
    join dim_products as products on products.product_key = events.product_key
    where events.event_type = 'sale'
        and events.product_key > 0
        and events.brand in (:scope_brands)
        and events.order_key in (
            select surveys.order_key from fct_survey_answers as surveys
            where surveys.is_answered = 1 and surveys.invited_day between :day_from and :day_to
        )
),

counted as (
    select
        bought.product_key,
        sum(surveys.is_answered) as answers,
        sum(surveys.is_promoter) as promoters,
        sum(surveys.is_detractor) as detractors
    from fct_survey_answers as surveys
    join bought on bought.order_key = surveys.order_key
    where surveys.is_answered = 1
        and surveys.order_key > 0
        and surveys.invited_day between :day_from and :day_to
        and surveys.channel in (:channels)
        and surveys.platform in (:platforms)
        and surveys.region in (:regions)
        and surveys.country in (:countries)
        and surveys.region in (:scope_regions)
    group by bought.product_key
),

shares as (
    select
        counted.*,
        cast(counted.promoters as double precision) / nullif(counted.answers, 0) as promoting,
        cast(counted.detractors as double precision) / nullif(counted.answers, 0) as detracting
    from counted
),

answer as (
    -- The variance of a difference of two shares of one sample.
    select
        products.product_name,
        100 * (shares.promoting - shares.detracting) as score,
        196 * sqrt(
            cast(
                shares.promoting + shares.detracting
                - (shares.promoting - shares.detracting) * (shares.promoting - shares.detracting) as double precision
            ) / nullif(shares.answers, 0)
        ) as margin,
        shares.answers,
        shares.promoters,
        shares.detractors,
        products.category,
        products.vendor_name,
        products.product_id,
        shares.product_key
    from shares
    join dim_products as products on products.product_key = shares.product_key
)

select * from answer order by answers desc, product_key
