-- summary: Orders with an event in the selection, and what that selection holds of each; their sums are the page's totals.
-- grain: source, order_id
-- order: order_date desc
-- params:
--   {day_from: integer, day_to: integer, basis: [event, order], money: ["", local_], currency: text?,
--    categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, payment_methods: list of text?, products: list of text?, customers: list of text?,
--    segments: list of text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   order_id: {type: id, title: Order, drill: order, note: A return that names no order stands under its own document.}
--   order_date: {type: date, title: Order date}
--   customer_id: {type: id, title: Customer, drill: customer}
--   country: {type: text, title: Country}
--   lines: {type: integer, title: Lines, total: true, note: Lines sold in the selection.}
--   units: {type: integer, title: Units, metric: units, total: true}
--   gross_sales: {type: money, title: Gross sales, metric: gross_sales, total: true}
--   discounts: {type: money, title: Discounts, metric: discounts, total: true}
--   returns: {type: money, title: Returns, metric: returns, total: true}
--   net_sales: {type: money, title: Net sales, metric: net_sales, total: true}
--   tax: {type: money, title: Tax, metric: tax, total: true}
--   shipping_revenue: {type: money, title: Shipping, metric: shipping_revenue, total: true}
--   total_sales: {type: money, title: Total sales, metric: total_sales, total: true}
--   channel: {type: text, title: Channel}
--   payment_method: {type: text, title: Payment method}
--   currency: {type: text, title: Currency, note: Currency in which the order was placed.}
--   source: {type: text, title: Source, note: The import map that brought the order.}
with members as (
    select
        dim_customers.customer_key,
        dim_customers.customer_id,
        coalesce(score_rfm.segment, 'Not recorded') as segment
    from dim_customers
    left join score_rfm on score_rfm.customer_key = dim_customers.customer_key
),

orders as (
    select
        order_key,
        min(event_key) as first_event_key,
        sum(case when event_type = 'sale' and is_correction = 0 then 1 else 0 end) as lines,
        sum(case when event_type = 'sale' then units when event_type in ('return', 'cancellation') then -returned_units end) as units,
        sum(gross_{money}cents) as gross_cents,
        sum(discount_{money}cents) as discount_cents,
        sum(return_{money}cents) as return_cents,
        sum(gross_{money}cents - discount_{money}cents - return_{money}cents) as net_cents,
        sum(tax_{money}cents) as tax_cents,
        sum(shipping_{money}cents) as shipping_cents
    from fct_sales_events
    where {basis}_day between :day_from and :day_to
        and currency = :currency
        and category in (:categories)
        and brand in (:brands)
        and channel in (:channels)
        and platform in (:platforms)
        and region in (:regions)
        and country in (:countries)
        and payment_method in (:payment_methods)
        and product_key in (select dim_products.product_key from dim_products where dim_products.product_id in (:products))
        and customer_key in (select members.customer_key from members where members.customer_id in (:customers))
        and customer_key in (select members.customer_key from members where members.segment in (:segments))
        and brand in (:scope_brands)
        and region in (:scope_regions)
    group by order_key
    having sum(case when event_type in ('sale', 'return', 'cancellation') then 1 else 0 end) > 0
        or sum(discount_{money}cents) <> 0
        or sum(tax_{money}cents) <> 0
        or sum(shipping_{money}cents) <> 0
),

answer as (
    -- What an order is called stands on each of its events; taking it from the first is faster than the least of all texts.
    select
        events.order_id,
        dim_date.date_day as order_date,
        dim_customers.customer_id,
        events.country,
        orders.lines,
        orders.units,
        cast(orders.gross_cents as double precision) / 100 as gross_sales,
        cast(orders.discount_cents as double precision) / 100 as discounts,
        cast(orders.return_cents as double precision) / 100 as returns,
        cast(orders.net_cents as double precision) / 100 as net_sales,
        cast(orders.tax_cents as double precision) / 100 as tax,
        cast(orders.shipping_cents as double precision) / 100 as shipping_revenue,
        cast(orders.net_cents + orders.tax_cents + orders.shipping_cents as double precision) / 100 as total_sales,
        events.channel,
        events.payment_method,
        events.currency,
        events.source
    from orders
    join fct_sales_events as events on events.event_key = orders.first_event_key
    left join dim_date on dim_date.day_number = events.order_day
    left join dim_customers on dim_customers.customer_key = events.customer_key
)

select * from answer order by order_date desc, order_id, source
