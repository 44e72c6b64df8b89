-- summary: Size and value of the segments to act on first. Filters select customers, scores stay.
-- grain: champions
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?}
-- columns:
--   champions: {type: integer, title: Champions, note: Customers who bought recently and often.}
--   champions_value: {type: money, title: Champions' value, note: Their lifetime net sales in the reporting currency.}
--   at_risk: {type: integer, title: At risk, note: Customers who bought often but not recently.}
--   at_risk_value: {type: money, title: At-risk value, note: Their lifetime net sales in the reporting currency.}
--   cannot_lose: {type: integer, title: Can't lose them, note: The most frequent buyers among those who went silent.}
--   cannot_lose_value: {type: money, title: Can't-lose value, note: Their lifetime net sales in the reporting currency.}
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
    select score_rfm.segment, score_rfm.monetary_cents
    from score_rfm
    join selected on selected.customer_key = score_rfm.customer_key
    where score_rfm.customer_key > 0
        and score_rfm.customer_key in (select dim_customers.customer_key from dim_customers where dim_customers.customer_id in (:customers))
        and score_rfm.segment in (:segments)
),

answer as (
    select
        count(*) filter (where segment = 'Champions') as champions,
        cast(coalesce(sum(monetary_cents) filter (where segment = 'Champions'), 0) as double precision) / 100 as champions_value,
        count(*) filter (where segment = 'At Risk') as at_risk,
        cast(coalesce(sum(monetary_cents) filter (where segment = 'At Risk'), 0) as double precision) / 100 as at_risk_value,
        count(*) filter (where segment = 'Can''t Lose Them') as cannot_lose,
        cast(coalesce(sum(monetary_cents) filter (where segment = 'Can''t Lose Them'), 0) as double precision) / 100 as cannot_lose_value
    from scored
    having count(*) > 0
)

select * from answer
