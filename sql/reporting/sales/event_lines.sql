-- summary: The lines behind a number, one row for each sale, return, cancellation and charge; each column sums to its bar.
-- grain: event_key
-- order: event_date desc
-- params:
--   {day_from: integer, day_to: integer, basis: [event, order], money: ["", local_], currency: text?, hour: integer?,
--    weekday_number: integer?,
--    categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, payment_methods: list of text?, products: list of text?, customers: list of text?,
--    segments: list of text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   event_date: {type: date, title: Day, note: 'Day of the event; by order date, the day of its order.'}
--   event_type: {type: text, title: Event}
--   order_id: {type: id, title: Order, drill: order}
--   document_id: {type: id, title: Document, note: 'Number of the document that brought the event, as in the file.'}
--   customer_id: {type: id, title: Customer}
--   product_id: {type: id, title: Product}
--   product_name: {type: text, title: Product name}
--   units: {type: integer, title: Units, metric: units, total: true, note: Negative when goods came back.}
--   gross_sales: {type: money, title: Gross sales, metric: gross_sales, total: true}
--   discounts: {type: money, title: Discounts, metric: discounts, total: true}
--   returns: {type: money, title: Returns, metric: returns, total: true}
--   net_sales: {type: money, title: Net sales, metric: net_sales, total: true}
--   tax: {type: money, title: Tax, metric: tax, total: true}
--   shipping_revenue: {type: money, title: Shipping, metric: shipping_revenue, total: true}
--   total_sales: {type: money, title: Total sales, metric: total_sales, total: true}
--   category: {type: text, title: Category}
--   country: {type: text, title: Country}
--   channel: {type: text, title: Channel}
--   payment_method: {type: text, title: Payment method}
--   currency: {type: text, title: Currency, note: Currency of the transaction.}
--   source: {type: text, title: Source}
--   event_key: {type: id, title: Event key}
with members as (
    select
        dim_customers.customer_key,
        dim_customers.customer_id,
        coalesce(score_rfm.segment, 'Not recorded') as segment
    from dim_customers
    left join score_rfm on score_rfm.customer_key = dim_customers.customer_key
),

events as (
    select *
    from fct_sales_events
    where {basis}_day between :day_from and :day_to
        and {basis}_hour = :hour
        and {basis}_day in (select dim_date.day_number from dim_date where dim_date.weekday_number = :weekday_number)
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
),

answer as (
    select
        dim_date.date_day as event_date,
        events.event_type,
        events.order_id,
        events.document_id,
        dim_customers.customer_id,
        dim_products.product_id,
        dim_products.product_name,
        case
            when events.event_type = 'sale' then events.units
            when events.event_type in ('return', 'cancellation') then -events.returned_units
        end as units,
        cast(events.gross_{money}cents as double precision) / 100 as gross_sales,
        cast(events.discount_{money}cents as double precision) / 100 as discounts,
        cast(events.return_{money}cents as double precision) / 100 as returns,
        cast(events.gross_{money}cents - events.discount_{money}cents - events.return_{money}cents as double precision) / 100 as net_sales,
        cast(events.tax_{money}cents as double precision) / 100 as tax,
        cast(events.shipping_{money}cents as double precision) / 100 as shipping_revenue,
        cast(
            events.gross_{money}cents - events.discount_{money}cents - events.return_{money}cents
            + events.tax_{money}cents + events.shipping_{money}cents as double precision
        ) / 100 as total_sales,
        events.category,
        events.country,
        events.channel,
        events.payment_method,
        events.currency,
        events.source,
        events.event_key
    from events
    left join dim_date on dim_date.day_number = events.{basis}_day
    left join dim_customers on dim_customers.customer_key = events.customer_key
    left join dim_products on dim_products.product_key = events.product_key
)

select * from answer order by event_date, event_key
