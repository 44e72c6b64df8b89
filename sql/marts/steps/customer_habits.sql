-- summary: How often and when each known customer orders, and what was given off and returned, as of the as-of day.
-- grain: customer_key
-- params: {as_of_day: integer}
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   orders: {type: integer, title: Orders}
--   first_day: {type: integer, title: First order}
--   last_day: {type: integer, title: Last order}
--   orders_year: {type: integer, title: Orders of the last 365 days}
--   net_year_cents: {type: integer, title: Net sales of the last 365 days}
--   gross_cents: {type: integer, title: Gross sales}
--   discount_cents: {type: integer, title: Discounts}
--   return_cents: {type: integer, title: Returns, note: With cancellations.}
--   weekend_orders: {type: integer, title: Orders on weekends}
--   evening_orders: {type: integer, title: Orders from 18:00 on}
--   mobile_orders: {type: integer, title: Orders from a mobile telephone}
--   code_orders: {type: integer, title: Orders with a code}
--   influencer_orders: {type: integer, title: Orders with an influencer's code}
--   cancelled_orders: {type: integer, title: Cancelled orders}
with placed as (
    select
        orders.*,
        dim_date.is_weekend,
        case when codes.is_used = 1 then 1 else 0 end as has_code,
        case when codes.code_kind = 'Influencer' then 1 else 0 end as is_influencer
    from fct_orders as orders
    join dim_date on dim_date.day_number = orders.order_day
    left join fct_order_codes as codes on codes.order_key = orders.order_key
    where orders.customer_key > 0 and orders.order_day <= :as_of_day
),

habits as (
    select
        customer_key,
        count(*) as orders,
        min(order_day) as first_day,
        max(order_day) as last_day,
        sum(case when order_day > :as_of_day - 365 then 1 else 0 end) as orders_year,
        sum(case when order_day > :as_of_day - 365 then net_cents else 0 end) as net_year_cents,
        sum(gross_cents) as gross_cents,
        sum(discount_cents) as discount_cents,
        sum(return_cents) as return_cents,
        sum(is_weekend) as weekend_orders,
        sum(case when order_hour >= 18 then 1 else 0 end) as evening_orders,
        sum(case when platform = 'Mobile' then 1 else 0 end) as mobile_orders,
        sum(has_code) as code_orders,
        sum(is_influencer) as influencer_orders,
        sum(case when status = 'cancelled' then 1 else 0 end) as cancelled_orders
    from placed
    group by customer_key
)

select * from habits
