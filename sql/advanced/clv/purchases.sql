-- summary: Days on which known customers bought, with net sales and CM2 of those orders, and CM2 at the rate of each line's category.
-- grain: customer_id, source, order_day
-- params: {as_of_day: integer}
-- columns:
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
--   order_day: {type: integer, title: Day}
--   net: {type: money, title: Net sales}
--   cm2: {type: money, title: CM2, note: 'Before acquisition cost; missing where no cost is recorded.'}
--   category_margin: {type: money, title: CM2 by category, note: 'Net sales of each line at the CM2 rate of its category, or of all where a category records no costs.'}
with costed as (
    select
        events.category,
        sum(events.gross_cents - events.discount_cents - events.return_cents) as net_cents,
        sum(
            events.gross_cents - events.discount_cents - events.return_cents - events.cost_cents
                - coalesce(events.fulfilment_cents, 0) - coalesce(events.payment_fee_cents, 0)
        ) as cm2_cents
    from fct_sales_events as events
    where events.cost_cents is not null and events.event_day <= :as_of_day
    group by events.category
),

overall as (
    select cast(sum(costed.cm2_cents) as double precision) / nullif(sum(costed.net_cents), 0) as rate
    from costed
),

rates as (
    select costed.category, cast(costed.cm2_cents as double precision) / nullif(costed.net_cents, 0) as rate
    from costed
    where costed.net_cents > 0
),

margins as (
    select
        events.order_key,
        sum((events.gross_cents - events.discount_cents - events.return_cents) * coalesce(rates.rate, overall.rate)) as margin_cents
    from fct_sales_events as events
    cross join overall
    left join rates on rates.category = events.category
    where events.is_known_customer = 1
    group by events.order_key
),

days as (
    select
        customers.customer_id,
        customers.source,
        orders.order_day,
        cast(sum(orders.net_cents) as double precision) / 100 as net,
        cast(sum(orders.cm2_cents) as double precision) / 100 as cm2,
        sum(margins.margin_cents) / 100 as category_margin
    from fct_customer_orders as orders
    join dim_customers as customers on customers.customer_key = orders.customer_key
    left join margins on margins.order_key = orders.order_key
    where orders.order_day <= :as_of_day and customers.is_erased = 0
    group by customers.customer_id, customers.source, orders.order_day
)

select * from days order by customer_id, source, order_day
