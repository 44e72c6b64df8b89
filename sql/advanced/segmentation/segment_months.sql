-- summary: Customers in each segment at the end of each full month, all by the cut points of now. Filters select customers.
-- grain: month, segment
-- order: month
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?}
-- columns:
--   month: {type: date, title: Month, note: As of its last day.}
--   segment: {type: text, title: Segment}
--   customers: {type: integer, title: Customers}
--   customer_share: {type: ratio, title: Share of customers}
--   segment_order: {type: integer, title: Rank, note: From the most to the least engaged.}
with selected as (
    select distinct customer_key
    from fct_sales_events
    where event_type = 'sale'
        and currency = :currency
        and category in (:categories)
        and brand in (:brands)
        and channel in (:channels)
        and platform in (:platforms)
        and region in (:regions)
        and country in (:countries)
        and payment_method in (:payment_methods)
        and product_key in (select dim_products.product_key from dim_products where dim_products.product_id in (:products))
),

people as (
    select score_rfm.customer_key
    from score_rfm
    join selected on selected.customer_key = score_rfm.customer_key
    where score_rfm.customer_key > 0
        and score_rfm.customer_key in (select dim_customers.customer_key from dim_customers where dim_customers.customer_id in (:customers))
        and score_rfm.segment in (:segments)
),

sizes as (
    select
        dim_date.month_start as month,
        segments.segment,
        min(segments.segment_order) as segment_order,
        count(*) as customers
    from score_rfm_months as months
    join people on people.customer_key = months.customer_key
    join dim_segments as segments
        on segments.recency_score = months.recency_score and segments.frequency_score = months.frequency_score
    join dim_date on dim_date.day_number = months.end_day
    group by dim_date.month_start, segments.segment
),

answer as (
    select
        month,
        segment,
        customers,
        cast(customers as double precision) / sum(customers) over (partition by month) as customer_share,
        segment_order
    from sizes
)

select * from answer order by month, segment_order, segment
