-- summary: Customers with their recency, frequency and spending, raw and scored. Filters select customers, scores stay.
-- grain: customer_id, source
-- order: monetary desc
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?, recency_score: integer?, frequency_score: integer?, segment: text?,
--    cluster: text?}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   country: {type: text, title: Country}
--   segment: {type: text, title: Segment}
--   rfm_code: {type: text, title: RFM, note: The three scores in a row.}
--   recency_days: {type: integer, title: Days since the last order, note: Counted to the as-of day.}
--   frequency: {type: integer, title: Orders, total: true}
--   monetary: {type: money, title: Lifetime net sales, total: true, note: In the reporting currency.}
--   recency_score: {type: integer, title: Recency score}
--   frequency_score: {type: integer, title: Frequency score}
--   monetary_score: {type: integer, title: Monetary score}
--   cluster: {type: text, title: Cluster, note: Empty where KMeans found no stable ones.}
--   last_order_date: {type: date, title: Last order}
--   customer_name: {type: text, title: Name, tag: name}
--   customer_email: {type: text, title: E-mail, tag: email}
--   source: {type: text, title: Source}
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

answer as (
    select
        dim_customers.customer_id,
        dim_customers.country,
        score_rfm.segment,
        score_rfm.rfm_code,
        score_rfm.recency_days,
        score_rfm.frequency,
        cast(score_rfm.monetary_cents as double precision) / 100 as monetary,
        score_rfm.recency_score,
        score_rfm.frequency_score,
        score_rfm.monetary_score,
        score_clusters.cluster,
        dim_date.date_day as last_order_date,
        dim_customers.customer_name,
        dim_customers.customer_email,
        dim_customers.source
    from score_rfm
    join selected on selected.customer_key = score_rfm.customer_key
    join dim_customers on dim_customers.customer_key = score_rfm.customer_key
    left join score_clusters on score_clusters.customer_key = score_rfm.customer_key
    left join dim_date on dim_date.day_number = score_rfm.last_order_day
    where score_rfm.customer_key > 0
        and score_rfm.recency_score = :recency_score
        and score_rfm.frequency_score = :frequency_score
        and score_rfm.segment = :segment
        and score_clusters.cluster = :cluster
        and score_rfm.customer_key in (select dim_customers.customer_key from dim_customers where dim_customers.customer_id in (:customers))
        and score_rfm.segment in (:segments)
)

select * from answer order by monetary desc, customer_id, source
