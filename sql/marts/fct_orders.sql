-- summary: Orders with what was sold, given off, returned and charged on them, whenever that happened.
-- grain: order_key
-- indexes: [order_day, customer_key]
-- columns:
--   order_key: {type: integer, title: Order key}
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order, drill: order}
--   order_day: {type: integer, title: Day}
--   order_date: {type: date, title: Date}
--   ordered_at: {type: timestamp, title: Time}
--   order_hour: {type: integer, title: Hour}
--   customer_key: {type: integer, title: Customer key}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
--   currency: {type: text, title: Currency}
--   status: {type: text, title: Status, note: 'placed, cancelled, part returned or returned.'}
--   lines: {type: integer, title: Lines}
--   units: {type: integer, title: Units}
--   gross_cents: {type: integer, title: Gross sales}
--   discount_cents: {type: integer, title: Discounts}
--   return_cents: {type: integer, title: Returns}
--   net_cents: {type: integer, title: Net sales}
--   cm2_cents: {type: integer, title: CM2, note: Of the lines whose cost is recorded; missing without one.}
--   tax_cents: {type: integer, title: Tax}
--   shipping_cents: {type: integer, title: Shipping}
--   total_cents: {type: integer, title: Total sales, note: 'Net sales, tax and shipping, as the metric.'}
with sums as (
    select
        events.order_key,
        max(events.customer_key) as customer_key,
        max(case when events.event_type = 'sale' then events.currency end) as currency,
        sum(case when events.event_type = 'sale' then 1 else 0 end) as lines,
        sum(events.units) as units,
        sum(events.gross_cents) as gross_cents,
        sum(events.discount_cents) as discount_cents,
        sum(events.return_cents) as return_cents,
        sum(
            case
                when events.cost_cents is not null
                    then events.gross_cents - events.discount_cents - events.return_cents - events.cost_cents
                        - coalesce(events.fulfilment_cents, 0) - coalesce(events.payment_fee_cents, 0)
            end
        ) as cm2_cents,
        sum(events.tax_cents) as tax_cents,
        sum(events.shipping_cents) as shipping_cents
    from fct_sales_events as events
    group by events.order_key
),

orders as (
    select
        sums.order_key,
        documents.source,
        documents.document_id as order_id,
        documents.document_day as order_day,
        substr(documents.document_at, 1, 10) as order_date,
        documents.document_at as ordered_at,
        documents.document_hour as order_hour,
        sums.customer_key,
        documents.channel,
        documents.platform,
        documents.country,
        documents.region,
        documents.payment_method,
        sums.currency,
        case
            when documents.is_cancelled = 1 then 'cancelled'
            when sums.return_cents > 0 and sums.return_cents >= sums.gross_cents - sums.discount_cents then 'returned'
            when sums.return_cents > 0 then 'part returned'
            else 'placed'
        end as status,
        sums.lines,
        sums.units,
        sums.gross_cents,
        sums.discount_cents,
        sums.return_cents,
        sums.gross_cents - sums.discount_cents - sums.return_cents as net_cents,
        sums.cm2_cents,
        sums.tax_cents,
        sums.shipping_cents,
        sums.gross_cents - sums.discount_cents - sums.return_cents + sums.tax_cents + sums.shipping_cents
            as total_cents
    from sums
    join dim_documents as documents on documents.document_key = sums.order_key
    where documents.is_order = 1
)

select * from orders
