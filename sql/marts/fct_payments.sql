-- summary: What each order came to by payment method, as far as orders tell.
-- grain: payment_key
-- indexes: [order_key]
-- columns:
--   payment_key: {type: integer, title: Key}
--   order_key: {type: integer, title: Order key}
--   payment_day: {type: integer, title: Day}
--   payment_method: {type: text, title: Payment method}
--   amount_cents: {type: integer, title: Amount}
with methods as (
    select
        events.order_key,
        events.payment_method,
        sum(
            events.gross_cents - events.discount_cents - events.return_cents
            + events.tax_cents + events.shipping_cents
        ) as amount_cents
    from fct_sales_events as events
    group by events.order_key, events.payment_method
),

payments as (
    select
        row_number() over (order by methods.order_key, methods.payment_method) as payment_key,
        methods.order_key,
        orders.order_day as payment_day,
        methods.payment_method,
        methods.amount_cents
    from methods
    join fct_orders as orders on orders.order_key = methods.order_key
)

select * from payments
