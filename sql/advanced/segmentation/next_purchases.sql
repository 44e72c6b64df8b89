-- summary: Customers by their score at a month end and how many of them ordered in the 90 days after it.
-- grain: recency_score
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?, as_of_day: integer}
-- columns:
--   recency_score: {type: integer, title: Recency score, note: 'At the end of the latest month that 90 days have passed since.'}
--   customers: {type: integer, title: Customers, total: true}
--   buyers: {type: integer, title: Ordered within 90 days, total: true}
--   purchase_rate: {type: ratio, title: Purchase rate}
--   average_spent: {type: money, title: Spent a customer, note: 'Net sales of those 90 days, by all customers of the score.'}
--   measured_on: {type: date, title: Scored on}
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
    select max(dim_date.day_number) as end_day
    from dim_date
    group by dim_date.month_start
    having max(dim_date.day_number) <= :as_of_day - 90
    order by end_day desc
    limit 1
),

standing as (
    -- The latest order until a day says both: how long ago it was, and which of the customer's it is.
    select
        ends.end_day,
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

bought as (
    select
        orders.customer_key,
        sum(orders.net_cents) as net_cents
    from fct_customer_orders as orders
    join ends on orders.order_day > ends.end_day and orders.order_day <= ends.end_day + 90
    group by orders.customer_key
),

answer as (
    select
        standing.recency_score,
        count(*) as customers,
        count(bought.customer_key) as buyers,
        cast(count(bought.customer_key) as double precision) / nullif(count(*), 0) as purchase_rate,
        cast(coalesce(sum(bought.net_cents), 0) as double precision) / nullif(count(*), 0) / 100 as average_spent,
        min(dim_date.date_day) as measured_on
    from standing
    join dim_date on dim_date.day_number = standing.end_day
    left join bought on bought.customer_key = standing.customer_key
    group by standing.recency_score
)

select * from answer order by recency_score
