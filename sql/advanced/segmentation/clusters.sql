-- summary: The clusters that KMeans found, with their customers and what is usual in each. Filters select customers, clusters stay.
-- grain: cluster_number
-- order: cluster_number
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?}
-- columns:
--   cluster: {type: text, title: Cluster, note: 'What its customers are high and low in, beside all customers.', wide: true}
--   customers: {type: integer, title: Customers, total: true}
--   customer_share: {type: ratio, title: Share of customers}
--   monetary: {type: money, title: Lifetime net sales, total: true, note: In the reporting currency.}
--   monetary_share: {type: ratio, title: Share of sales}
--   median_recency: {type: decimal, title: Median days since the last order, note: Counted to the as-of day.}
--   median_frequency: {type: decimal, title: Median orders}
--   median_monetary: {type: money, title: Median spent}
--   cluster_number: {type: integer, title: Rank, note: 'From those who were here lately, often and for much.'}
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
    select
        clusters.cluster_number,
        clusters.cluster,
        scores.recency_days,
        scores.frequency,
        scores.monetary_cents,
        count(*) over (partition by clusters.cluster_number) as everybody,
        row_number() over (partition by clusters.cluster_number order by scores.recency_days, scores.customer_key) as recency_place,
        row_number() over (partition by clusters.cluster_number order by scores.frequency, scores.customer_key) as frequency_place,
        row_number() over (partition by clusters.cluster_number order by scores.monetary_cents, scores.customer_key) as monetary_place
    from score_clusters as clusters
    join score_rfm as scores on scores.customer_key = clusters.customer_key
    join selected on selected.customer_key = scores.customer_key
    where scores.customer_key > 0
        and scores.customer_key in (select dim_customers.customer_key from dim_customers where dim_customers.customer_id in (:customers))
        and scores.segment in (:segments)
),

placed as (
    select
        people.*,
        case when recency_place * 2 in (everybody, everybody + 1, everybody + 2) then 1 end as is_recency_middle,
        case when frequency_place * 2 in (everybody, everybody + 1, everybody + 2) then 1 end as is_frequency_middle,
        case when monetary_place * 2 in (everybody, everybody + 1, everybody + 2) then 1 end as is_monetary_middle
    from people
),

sums as (
    -- Medians: of two in the middle their mean.
    select
        cluster_number,
        cluster,
        count(*) as customers,
        sum(monetary_cents) as monetary_cents,
        avg(case when is_recency_middle = 1 then cast(recency_days as double precision) end) as median_recency,
        avg(case when is_frequency_middle = 1 then cast(frequency as double precision) end) as median_frequency,
        avg(case when is_monetary_middle = 1 then cast(monetary_cents as double precision) end) as median_cents
    from placed
    group by cluster_number, cluster
),

shares as (
    select sums.*, sum(sums.customers) over () as everybody, sum(sums.monetary_cents) over () as everything_cents
    from sums
),

answer as (
    select
        cluster,
        customers,
        cast(customers as double precision) / nullif(everybody, 0) as customer_share,
        cast(monetary_cents as double precision) / 100 as monetary,
        cast(monetary_cents as double precision) / nullif(everything_cents, 0) as monetary_share,
        median_recency,
        median_frequency,
        cast(median_cents as double precision) / 100 as median_monetary,
        cluster_number
    from shares
)

select * from answer order by cluster_number
