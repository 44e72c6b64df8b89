-- summary: Customers in each segment at the end of each full month, all by the cut points of now. Filters select customers.
-- grain: month, segment
-- order: month
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?, as_of_day: integer}
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

ends as (
    select dim_date.month_start as month, max(dim_date.day_number) as end_day
    from dim_date
    group by dim_date.month_start
    having max(dim_date.day_number) <= :as_of_day
    order by dim_date.month_start desc
    limit 13
),

standing as (
    -- The latest order until a day says both: how long ago it was, and which of the customer's it is.
    select
        ends.month,
        orders.customer_key,
        recent.score as recency_score,
        often.score as frequency_score
    from ends
    join fct_customer_orders as orders
        on orders.order_day <= ends.end_day and orders.order_day + coalesce(orders.days_to_next, 1000000) > ends.end_day
    join people on people.customer_key = orders.customer_key
    join score_rfm_cut_points as recent
        on ends.end_day - orders.order_day > recent.recency_over and ends.end_day - orders.order_day <= recent.recency_until
    join score_rfm_cut_points as often on orders.place >= often.frequency_from and orders.place < often.frequency_below
),

sizes as (
    select
        standing.month,
        segments.segment,
        min(segments.segment_order) as segment_order,
        count(*) as customers
    from standing
    join dim_segments as segments
        on segments.recency_score = standing.recency_score and segments.frequency_score = standing.frequency_score
    group by standing.month, segments.segment
),

answer as (
    select
        month,
        segment,
        customers,
        cast(customers as double precision) / nullif(sum(customers) over (partition by month), 0) as customer_share,
        segment_order
    from sizes
)

select * from answer order by month, segment_order, segment
