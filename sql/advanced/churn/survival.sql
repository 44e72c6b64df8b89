-- summary: Share of customers who have not yet ordered again, by weeks since an order; waits that are not over count as far as they go.
-- grain: weeks
-- params: {as_of_day: integer, regions: list of text?, countries: list of text?, segments: list of text?}
-- columns:
--   weeks: {type: integer, title: Weeks since the order}
--   waiting_share: {type: ratio, title: Not yet ordered again, note: 'By Kaplan and Meier: the product over the weeks before.'}
--   waiting: {type: integer, title: Waits that reached the week, note: The last weeks stand on few of them.}
--   ordered_again: {type: integer, title: Ordered again in the week}
with days as (
    select distinct sales.customer_key, sales.order_day
    from fct_sales_events as sales
    join dim_customers on dim_customers.customer_key = sales.customer_key
    left join score_rfm on score_rfm.customer_key = sales.customer_key
    where sales.event_type = 'sale'
        and sales.is_known_customer = 1
        and dim_customers.is_house_account = 0
        and sales.order_day <= :as_of_day
        and dim_customers.region in (:regions)
        and dim_customers.country in (:countries)
        and score_rfm.segment in (:segments)
),

waits as (
    select
        order_day,
        lead(order_day) over (partition by customer_key order by order_day) as next_day
    from days
),

lengths as (
    select
        floor(cast(coalesce(next_day, :as_of_day) - order_day as double precision) / 7) as week,
        case when next_day is null then 0 else 1 end as is_over
    from waits
),

weekly as (
    select
        week,
        count(*) as ended,
        sum(is_over) as ordered_again
    from lengths
    group by week
),

at_stake as (
    select
        week,
        ordered_again,
        sum(ended) over (order by week desc rows between unbounded preceding and current row) as waiting
    from weekly
),

answer as (
    select
        week + 1 as weeks,
        min(case when ordered_again < waiting then 1 else 0 end)
            over (order by week rows between unbounded preceding and current row)
            * exp(
                sum(case when ordered_again < waiting then ln(1 - cast(ordered_again as double precision) / nullif(waiting, 0)) else 0 end)
                    over (order by week rows between unbounded preceding and current row)
            ) as waiting_share,
        waiting,
        ordered_again
    from at_stake
    where week < 52
)

select * from answer order by weeks
