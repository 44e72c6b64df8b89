-- summary: Customers by what they spent over their lifetime, highest first. Filters select customers.
-- grain: customer_id, source
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?, row_limit: integer?,
--    scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   position: {type: integer, title: Rank}
--   customer_id: {type: id, title: Customer}
--   customer_name: {type: text, title: Name, tag: name}
--   customer_email: {type: text, title: E-mail, tag: email}
--   country: {type: text, title: Country}
--   segment: {type: text, title: Segment}
--   monetary: {type: money, title: Lifetime net sales, note: In the reporting currency.}
--   frequency: {type: integer, title: Orders}
--   recency_days: {type: integer, title: Days since the last order, note: Counted to the as-of day.}
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
        and brand in (:scope_brands)
        and region in (:scope_regions)
),

ranked as (
    select
        row_number() over (order by score_rfm.monetary_cents desc, score_rfm.customer_key) as position,
        score_rfm.customer_key,
        score_rfm.segment,
        score_rfm.monetary_cents,
        score_rfm.frequency,
        score_rfm.recency_days
    from score_rfm
    join selected on selected.customer_key = score_rfm.customer_key
    where score_rfm.customer_key > 0
        and score_rfm.customer_key in (select dim_customers.customer_key from dim_customers where dim_customers.customer_id in (:customers))
        and score_rfm.segment in (:segments)
),

answer as (
    select
        ranked.position,
        dim_customers.customer_id,
        dim_customers.customer_name,
        dim_customers.customer_email,
        dim_customers.country,
        ranked.segment,
        cast(ranked.monetary_cents as double precision) / 100 as monetary,
        ranked.frequency,
        ranked.recency_days,
        dim_customers.source
    from ranked
    join dim_customers on dim_customers.customer_key = ranked.customer_key
    where ranked.position > 0
        and ranked.position <= :row_limit
)

select * from answer order by position
