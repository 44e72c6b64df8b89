-- summary: One order as a whole, whatever its day, with the customer and what is left of it after returns.
-- grain: source, order_id
-- params: {order_id: text, source: text?, money: ["", local_], scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   order_id: {type: id, title: Order}
--   source: {type: text, title: Source, note: The import map that brought the order.}
--   ordered_at: {type: timestamp, title: Ordered at, note: Missing for a return that names no order.}
--   status: {type: text, title: Status}
--   customer_id: {type: id, title: Customer}
--   customer_name: {type: text, title: Name, tag: name}
--   customer_email: {type: text, title: E-mail, tag: email}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   payment_method: {type: text, title: Payment method}
--   currency: {type: text, title: Currency, note: Currency in which the order was placed.}
--   lines: {type: integer, title: Lines}
--   units: {type: integer, title: Units, metric: units}
--   gross_sales: {type: money, title: Gross sales, metric: gross_sales}
--   discounts: {type: money, title: Discounts, metric: discounts}
--   returns: {type: money, title: Returns, metric: returns}
--   net_sales: {type: money, title: Net sales, metric: net_sales}
--   tax: {type: money, title: Tax, metric: tax}
--   shipping_revenue: {type: money, title: Shipping, metric: shipping_revenue}
--   total_sales: {type: money, title: Total sales, metric: total_sales}
with orders as (
    select
        source,
        order_id,
        max(customer_key) as customer_key,
        min(country) as country,
        min(region) as region,
        min(channel) as channel,
        min(platform) as platform,
        min(payment_method) as payment_method,
        min(currency) as currency,
        sum(case when event_type = 'sale' and is_correction = 0 then 1 else 0 end) as lines,
        sum(case when event_type = 'sale' then units when event_type in ('return', 'cancellation') then -returned_units end) as units,
        sum(gross_{money}cents) as gross_cents,
        sum(discount_{money}cents) as discount_cents,
        sum(return_{money}cents) as return_cents,
        sum(gross_{money}cents - discount_{money}cents - return_{money}cents) as net_cents,
        sum(tax_{money}cents) as tax_cents,
        sum(shipping_{money}cents) as shipping_cents
    from fct_sales_events
    where order_id = :order_id
        and source = :source
        and brand in (:scope_brands)
        and region in (:scope_regions)
    group by source, order_id
),

answer as (
    select
        orders.order_id,
        orders.source,
        fct_orders.ordered_at,
        coalesce(fct_orders.status, 'returned') as status,
        dim_customers.customer_id,
        dim_customers.customer_name,
        dim_customers.customer_email,
        orders.country,
        orders.region,
        orders.channel,
        orders.platform,
        orders.payment_method,
        orders.currency,
        orders.lines,
        orders.units,
        cast(orders.gross_cents as double precision) / 100 as gross_sales,
        cast(orders.discount_cents as double precision) / 100 as discounts,
        cast(orders.return_cents as double precision) / 100 as returns,
        cast(orders.net_cents as double precision) / 100 as net_sales,
        cast(orders.tax_cents as double precision) / 100 as tax,
        cast(orders.shipping_cents as double precision) / 100 as shipping_revenue,
        cast(orders.net_cents + orders.tax_cents + orders.shipping_cents as double precision) / 100 as total_sales
    from orders
    left join fct_orders on fct_orders.source = orders.source and fct_orders.order_id = orders.order_id
    left join dim_customers on dim_customers.customer_key = orders.customer_key
)

select * from answer
