-- summary: Orders and net sales of one customer by month, from the first order to the last event; months without any are there, too.
-- grain: month
-- params: {customer_id: text, source: text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   month: {type: date, title: Month}
--   orders: {type: integer, title: Orders, metric: orders}
--   net_sales: {type: money, title: Net sales, metric: net_sales, note: Returns count in the month they are processed.}
with events as (
    select events.*
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and events.brand in (:scope_brands)
        and events.region in (:scope_regions)
),

days as (
    select
        events.event_day,
        count(distinct case when events.event_type = 'sale' and events.is_correction = 0 then events.order_key end) as orders,
        sum(events.gross_cents - events.discount_cents - events.return_cents) as net_cents
    from events
    group by events.event_day
),

answer as (
    select
        dim_date.month_start as month,
        coalesce(sum(days.orders), 0) as orders,
        cast(coalesce(sum(days.net_cents), 0) as double precision) / 100 as net_sales
    from dim_date
    left join days on days.event_day = dim_date.day_number
    where dim_date.day_number >= (select min(days.event_day) from days)
        and dim_date.day_number <= (select max(days.event_day) from days)
    group by dim_date.month_start
)

select * from answer order by month
