-- summary: Every order of one customer, whatever its day, with what is left of it after returns.
-- grain: source, order_id
-- order: order_date desc
-- params: {customer_id: text, source: text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   order_id: {type: id, title: Order, drill: order, note: A return that names no order stands under its own document.}
--   order_date: {type: date, title: Order date}
--   status: {type: text, title: Status}
--   units: {type: integer, title: Units, metric: units, total: true}
--   gross_sales: {type: money, title: Gross sales, metric: gross_sales, total: true}
--   discounts: {type: money, title: Discounts, metric: discounts, total: true}
--   returns: {type: money, title: Returns, metric: returns, total: true}
--   net_sales: {type: money, title: Net sales, metric: net_sales, total: true}
--   channel: {type: text, title: Channel}
--   payment_method: {type: text, title: Payment method}
--   region: {type: text, title: Region}
--   source: {type: text, title: Source}
with placed as (
    select
        events.source,
        events.order_id,
        min(events.order_day) as order_day,
        min(events.channel) as channel,
        min(events.payment_method) as payment_method,
        min(events.region) as region,
        sum(
            case
                when events.event_type = 'sale' then events.units
                when events.event_type in ('return', 'cancellation') then -events.returned_units
            end
        ) as units,
        sum(events.gross_cents) as gross_cents,
        sum(events.discount_cents) as discount_cents,
        sum(events.return_cents) as return_cents
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and events.brand in (:scope_brands)
        and events.region in (:scope_regions)
    group by events.source, events.order_id
),

answer as (
    select
        placed.order_id,
        dim_date.date_day as order_date,
        coalesce(fct_orders.status, 'returned') as status,
        placed.units,
        cast(placed.gross_cents as double precision) / 100 as gross_sales,
        cast(placed.discount_cents as double precision) / 100 as discounts,
        cast(placed.return_cents as double precision) / 100 as returns,
        cast(placed.gross_cents - placed.discount_cents - placed.return_cents as double precision) / 100 as net_sales,
        placed.channel,
        placed.payment_method,
        placed.region,
        placed.source
    from placed
    left join dim_date on dim_date.day_number = placed.order_day
    left join fct_orders on fct_orders.source = placed.source and fct_orders.order_id = placed.order_id
)

select * from answer order by order_date desc, order_id, source
