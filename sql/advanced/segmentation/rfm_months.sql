-- summary: Recency and frequency scores at the end of the last 13 full months, every one by the cut points that count now.
-- grain: end_day, customer_key
-- params: {as_of_day: integer}
-- columns:
--   end_day: {type: integer, title: Last day of the month}
--   customer_key: {type: integer, title: Customer key}
--   recency_score: {type: integer, title: R}
--   frequency_score: {type: integer, title: F}
with month_ends as (
    select
        dim_date.month_number,
        max(dim_date.day_number) as end_day
    from dim_date
    group by dim_date.month_number
),

ends as (
    select
        month_ends.end_day,
        row_number() over (order by month_ends.end_day desc) as months_back
    from month_ends
    where month_ends.end_day <= :as_of_day
),

points as (
    select
        max(case when points.score = 5 then points.recency_most_days end) as recency_5,
        max(case when points.score = 4 then points.recency_most_days end) as recency_4,
        max(case when points.score = 3 then points.recency_most_days end) as recency_3,
        max(case when points.score = 2 then points.recency_most_days end) as recency_2,
        max(case when points.score = 5 then points.frequency_least end) as frequency_5,
        max(case when points.score = 4 then points.frequency_least end) as frequency_4,
        max(case when points.score = 3 then points.frequency_least end) as frequency_3,
        max(case when points.score = 2 then points.frequency_least end) as frequency_2
    from score_rfm_cut_points as points
),

standing as (
    -- The latest order until then says both: how long ago it was, and which of the customer's it is.
    select
        ends.end_day,
        orders.customer_key,
        ends.end_day - orders.order_day as recency_days,
        orders.place as frequency
    from ends
    join fct_customer_orders as orders
        on orders.order_day <= ends.end_day and orders.order_day + coalesce(orders.days_to_next, 1000000) > ends.end_day
    join score_rfm as scores on scores.customer_key = orders.customer_key
    where ends.months_back <= 13
),

scored as (
    select
        standing.end_day,
        standing.customer_key,
        case
            when standing.recency_days <= points.recency_5 then 5
            when standing.recency_days <= points.recency_4 then 4
            when standing.recency_days <= points.recency_3 then 3
            when standing.recency_days <= points.recency_2 then 2
            else 1
        end as recency_score,
        case
            when standing.frequency >= points.frequency_5 then 5
            when standing.frequency >= points.frequency_4 then 4
            when standing.frequency >= points.frequency_3 then 3
            when standing.frequency >= points.frequency_2 then 2
            else 1
        end as frequency_score
    from standing
    cross join points
)

select * from scored
