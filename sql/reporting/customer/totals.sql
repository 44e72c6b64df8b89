-- summary: What one customer ordered, kept and brought back over the whole history.
-- grain: source, customer_id
-- params: {customer_id: text, source: text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   orders: {type: integer, title: Orders, metric: orders}
--   net_sales: {type: money, title: Net sales, metric: net_sales}
--   aov: {type: money, title: Average order value, metric: aov}
--   returns: {type: money, title: Returns, metric: returns}
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
with bought as (
    select
        events.customer_key,
        count(distinct case when events.event_type = 'sale' and events.is_correction = 0 then events.order_key end) as orders,
        sum(events.gross_cents - events.discount_cents) as demand_cents,
        sum(events.return_cents) as return_cents
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and events.brand in (:scope_brands)
        and events.region in (:scope_regions)
    group by events.customer_key
),

answer as (
    select
        bought.orders,
        cast(bought.demand_cents - bought.return_cents as double precision) / 100 as net_sales,
        cast(bought.demand_cents as double precision) / 100 / nullif(bought.orders, 0) as aov,
        cast(bought.return_cents as double precision) / 100 as returns,
        customers.customer_id,
        customers.source
    from bought
    join dim_customers as customers on customers.customer_key = bought.customer_key
)

select * from answer
