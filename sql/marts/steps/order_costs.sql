-- summary: What it cost to send each order and to take its payment, in cents of the reporting currency.
-- grain: order_key
-- params: {reporting_currency: text}
-- columns:
--   order_key: {type: integer, title: Order}
--   fulfilment_cents: {type: integer, title: Fulfilment}
--   payment_fee_cents: {type: integer, title: Payment fees, note: At the rate of the order's day.}
with sent as (
    select
        documents.document_key as order_key,
        sum(parcels.cost_cents + parcels.handling_cents + parcels.packaging_cents) as fulfilment_cents
    from stg_shipments as parcels
    join dim_documents as documents on documents.document_id = parcels.order_id and documents.source = parcels.source
    group by documents.document_key
),

paid as (
    select
        documents.document_key as order_key,
        documents.document_day,
        payments.currency,
        sum(payments.fee_cents) as fee_local_cents
    from stg_payments as payments
    join dim_documents as documents on documents.document_id = payments.order_id and documents.source = payments.source
    group by documents.document_key, documents.document_day, payments.currency
),

charged as (
    select
        paid.order_key,
        sum(
            case
                when paid.currency = :reporting_currency then paid.fee_local_cents
                else cast(floor(paid.fee_local_cents * rates.rate * 1.00000000000001 + 0.5) as bigint)
            end
        ) as payment_fee_cents
    from paid
    left join dim_rates as rates on rates.rate_day = paid.document_day and rates.currency = paid.currency
    group by paid.order_key
),

parts as (
    -- Not a full outer join, which SQLite walks row by row.
    select sent.order_key, sent.fulfilment_cents, 0 as payment_fee_cents from sent
    union all
    select charged.order_key, 0 as fulfilment_cents, charged.payment_fee_cents from charged
),

orders as (
    select
        parts.order_key,
        sum(parts.fulfilment_cents) as fulfilment_cents,
        sum(parts.payment_fee_cents) as payment_fee_cents
    from parts
    group by parts.order_key
)

select * from orders
