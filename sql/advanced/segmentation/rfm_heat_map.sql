-- summary: The 25 cells of recency and frequency with their customers and what these spent on average. Filters never rescore.
-- grain: recency_score, frequency_score
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?}
-- columns:
--   recency_score: {type: integer, title: Recency score, note: 5 ordered most recently.}
--   frequency_score: {type: integer, title: Frequency score, note: 1 is a single order.}
--   segment: {type: text, title: Segment}
--   customers: {type: integer, title: Customers, total: true}
--   average_monetary: {type: money, title: Average spent, note: 'Lifetime net sales for each customer; empty in a cell without customers.'}
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

scored as (
    select score_rfm.*
    from score_rfm
    join selected on selected.customer_key = score_rfm.customer_key
    where score_rfm.customer_key > 0
        and score_rfm.customer_key in (select dim_customers.customer_key from dim_customers where dim_customers.customer_id in (:customers))
        and score_rfm.segment in (:segments)
),

cells as (
    select
        dim_segments.recency_score,
        dim_segments.frequency_score,
        dim_segments.segment,
        count(scored.customer_key) as customers,
        sum(count(scored.customer_key)) over () as everybody,
        cast(sum(scored.monetary_cents) as double precision) / nullif(count(scored.customer_key), 0) / 100 as average_monetary
    from dim_segments
    left join scored
        on scored.recency_score = dim_segments.recency_score and scored.frequency_score = dim_segments.frequency_score
    group by dim_segments.recency_score, dim_segments.frequency_score, dim_segments.segment
),

answer as (
    select
        recency_score,
        frequency_score,
        segment,
        customers,
        average_monetary
    from cells
    where everybody > 0
)

select * from answer order by recency_score, frequency_score
