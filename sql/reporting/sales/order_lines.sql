-- summary: Everything that happened to one order, in order of time, as sales, discounts, returns, cancellations and charges.
-- grain: event_key
-- order: event_date
-- params: {order_id: text, source: text?, money: ["", local_], scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   event_date: {type: date, title: Day}
--   event_type: {type: text, title: Event}
--   document_id: {type: id, title: Document, note: 'Number of the document that brought the event, as in the file.'}
--   product_id: {type: id, title: Product}
--   product_name: {type: text, title: Product name}
--   units: {type: integer, title: Units, metric: units, total: true, note: Negative when goods came back.}
--   gross_sales: {type: money, title: Gross sales, metric: gross_sales, total: true}
--   discounts: {type: money, title: Discounts, metric: discounts, total: true}
--   returns: {type: money, title: Returns, metric: returns, total: true}
--   net_sales: {type: money, title: Net sales, metric: net_sales, total: true}
--   tax: {type: money, title: Tax, metric: tax, total: true}
--   shipping_revenue: {type: money, title: Shipping, metric: shipping_revenue, total: true}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   event_key: {type: id, title: Event key}
with events as (
    select *
    from fct_sales_events
    where order_id = :order_id
        and source = :source
        and brand in (:scope_brands)
        and region in (:scope_regions)
),

answer as (
    select
        dim_date.date_day as event_date,
        events.event_type,
        events.document_id,
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
        events.category,
        events.brand,
        events.event_key
    from events
    left join dim_date on dim_date.day_number = events.event_day
    left join dim_products on dim_products.product_key = events.product_key
)

select * from answer order by event_date, event_key
