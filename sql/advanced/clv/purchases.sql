-- summary: Days on which known customers bought, with net sales and CM2 of those orders, and CM2 at the rate of each line's category.
-- grain: customer_id, source, order_day
-- params: {as_of_day: integer}
-- columns:
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
--   order_day: {type: integer, title: Day}
--   net: {type: money, title: Net sales, note: Returned goods taken off whenever they came back.}
--   cm2: {type: money, title: CM2, note: 'Before acquisition cost; missing where no cost is recorded.', tag: margin}
--   category_margin: {type: money, title: CM2 by category, note: 'At the rate of each category, or of all where it has none.', tag: margin}
with known as (
    select
        events.customer_key,
        events.order_key,
        events.category,
        case when events.event_type = 'sale' then events.order_day end as order_day,
        events.gross_cents - events.discount_cents - events.return_cents as net_cents,
        case
            when events.cost_cents is not null
                then events.gross_cents - events.discount_cents - events.return_cents - events.cost_cents
                    - coalesce(events.fulfilment_cents, 0) - coalesce(events.payment_fee_cents, 0)
        end as cm2_cents
    from fct_sales_events as events
    where events.is_known_customer = 1 and events.event_day <= :as_of_day
),

costed as (
    select known.category, sum(known.net_cents) as net_cents, sum(known.cm2_cents) as cm2_cents
    from known
    where known.cm2_cents is not null
    group by known.category
),

rates as (
    select
        costed.category,
        cast(costed.cm2_cents as double precision) / nullif(costed.net_cents, 0) as rate,
        cast(sum(costed.cm2_cents) over () as double precision) / nullif(sum(costed.net_cents) over (), 0) as overall_rate
    from costed
),

-- The rate of all, in one row that is there without any costs, too.
everything as (
    select max(rates.overall_rate) as rate
    from rates
),

orders as (
    select
        known.customer_key,
        known.order_key,
        min(known.order_day) as order_day,
        sum(known.net_cents) as net_cents,
        sum(known.cm2_cents) as cm2_cents,
        sum(known.net_cents * coalesce(rates.rate, everything.rate)) as margin_cents
    from known
    cross join everything
    left join rates on rates.category = known.category
    group by known.customer_key, known.order_key
),

days as (
    select
        customers.customer_id,
        customers.source,
        orders.order_day,
        cast(sum(orders.net_cents) as double precision) / 100 as net,
        cast(sum(orders.cm2_cents) as double precision) / 100 as cm2,
        cast(sum(orders.margin_cents) as double precision) / 100 as category_margin
    from orders
    join dim_customers as customers on customers.customer_key = orders.customer_key
    where orders.order_day is not null and customers.is_house_account = 0 and customers.is_erased = 0
    group by customers.customer_id, customers.source, orders.order_day
)

select * from days order by customer_id, source, order_day
