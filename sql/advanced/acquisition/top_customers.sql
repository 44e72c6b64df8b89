-- summary: Known customers who ordered in the period, with what they brought in it and in all, the largest first.
-- grain: customer_id, source
-- unrecorded: refused
-- order: net_sales desc
-- params: {day_from: integer, day_to: integer, channels: list of text?, regions: list of text?, countries: list of text?}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   customer_name: {type: text, title: Name, tag: name}
--   orders: {type: integer, title: Orders, total: true, note: In the period.}
--   net_sales: {type: money, title: Net sales, total: true, note: Of the orders of the period; returned goods taken off.}
--   lifetime_orders: {type: integer, title: Lifetime orders}
--   lifetime_net_sales: {type: money, title: Lifetime net sales}
--   marketing_channel: {type: text, title: Acquisition channel}
--   first_order_date: {type: date, title: First order}
--   last_order_date: {type: date, title: Last order}
--   country: {type: text, title: Country}
--   source: {type: text, title: Source}
with ordered as (
    select orders.customer_key, count(*) as orders, sum(orders.net_cents) as net_cents
    from fct_customer_orders as orders
    where orders.order_day between :day_from and :day_to
        and orders.channel in (:channels)
        and orders.region in (:regions)
        and orders.country in (:countries)
    group by orders.customer_key
),

lifetimes as (
    select orders.customer_key, count(*) as orders, sum(orders.net_cents) as net_cents, max(orders.order_day) as last_day
    from fct_customer_orders as orders
    where orders.customer_key in (select ordered.customer_key from ordered)
    group by orders.customer_key
),

answer as (
    select
        customers.customer_id,
        customers.customer_name,
        ordered.orders,
        cast(ordered.net_cents as double precision) / 100 as net_sales,
        lifetimes.orders as lifetime_orders,
        cast(lifetimes.net_cents as double precision) / 100 as lifetime_net_sales,
        acquired.marketing_channel,
        firsts.date_day as first_order_date,
        lasts.date_day as last_order_date,
        customers.country,
        customers.source
    from ordered
    join lifetimes on lifetimes.customer_key = ordered.customer_key
    join dim_customers as customers on customers.customer_key = ordered.customer_key
    join fct_acquisitions as acquired on acquired.customer_key = ordered.customer_key
    join dim_date as firsts on firsts.day_number = acquired.first_order_day
    join dim_date as lasts on lasts.day_number = lifetimes.last_day
)

select * from answer order by net_sales desc, customer_id, source
