-- summary: The eleven segments, with their customers, what these spent and when they last ordered. Filters select customers, scores stay.
-- grain: segment
-- order: segment_order
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?}
-- columns:
--   segment: {type: text, title: Segment}
--   customers: {type: integer, title: Customers, total: true}
--   customer_share: {type: ratio, title: Share of customers}
--   monetary: {type: money, title: Lifetime net sales, total: true, note: In the reporting currency.}
--   monetary_share: {type: ratio, title: Share of sales}
--   average_monetary: {type: money, title: Average spent}
--   average_frequency: {type: decimal, title: Orders a customer}
--   average_recency: {type: decimal, title: Days since the last order, note: 'On average, counted to the as-of day.'}
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

scored as (
    select score_rfm.*
    from score_rfm
    join selected on selected.customer_key = score_rfm.customer_key
    where score_rfm.customer_key > 0
        and score_rfm.customer_key in (select dim_customers.customer_key from dim_customers where dim_customers.customer_id in (:customers))
        and score_rfm.segment in (:segments)
),

names as (
    select
        segment,
        min(segment_order) as segment_order
    from dim_segments
    group by segment
),

sums as (
    select
        names.segment,
        names.segment_order,
        count(scored.customer_key) as customers,
        coalesce(sum(scored.monetary_cents), 0) as monetary_cents,
        coalesce(sum(scored.frequency), 0) as orders,
        coalesce(sum(scored.recency_days), 0) as recency_days
    from names
    left join scored on scored.segment = names.segment
    group by names.segment, names.segment_order
),

shares as (
    select
        sums.*,
        sum(sums.customers) over () as everybody,
        sum(sums.monetary_cents) over () as everything_cents
    from sums
),

answer as (
    select
        segment,
        customers,
        cast(customers as double precision) / nullif(everybody, 0) as customer_share,
        cast(monetary_cents as double precision) / 100 as monetary,
        cast(monetary_cents as double precision) / nullif(everything_cents, 0) as monetary_share,
        cast(monetary_cents as double precision) / nullif(customers, 0) / 100 as average_monetary,
        cast(orders as double precision) / nullif(customers, 0) as average_frequency,
        cast(recency_days as double precision) / nullif(customers, 0) as average_recency,
        segment_order
    from shares
    where everybody > 0
)

select * from answer order by segment_order, segment
