-- summary: Known customers with whether they placed an order on the days of a win-back action, and may be e-mailed now.
-- grain: customer_id, source
-- params: {first_date: date, last_date: date}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   has_ordered: {type: boolean, title: Has ordered, note: 'From the first to the last day; cancelled orders count.'}
--   may_email: {type: boolean, title: May be e-mailed}
--   source: {type: text, title: Source}
with placed as (
    select distinct sales.customer_key
    from fct_sales_events as sales
    join dim_date on dim_date.day_number = sales.order_day
    where sales.event_type = 'sale'
        and dim_date.date_day >= :first_date
        and dim_date.date_day <= :last_date
),

allowed as (
    select
        customer_key,
        max(may_email) as may_email
    from dim_consents
    where customer_key > 0
    group by customer_key
),

answer as (
    select
        dim_customers.customer_id,
        case when placed.customer_key is null then 0 else 1 end as has_ordered,
        case when dim_customers.is_erased = 1 then 0 else coalesce(allowed.may_email, 0) end as may_email,
        dim_customers.source
    from dim_customers
    left join placed on placed.customer_key = dim_customers.customer_key
    left join allowed on allowed.customer_key = dim_customers.customer_key
    where dim_customers.is_known = 1
)

select * from answer order by customer_id, source
