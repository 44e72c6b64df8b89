-- summary: Payments as they were captured or, of shops that do not record them, what each order came to by payment method.
-- grain: payment_key
-- params: {reporting_currency: text}
-- indexes: [order_key, payment_day]
-- columns:
--   payment_key: {type: integer, title: Key}
--   payment_id: {type: id, title: Payment, note: Not recorded where it is told from the order.}
--   order_key: {type: integer, title: Order key}
--   payment_day: {type: integer, title: Day}
--   settled_day: {type: integer, title: Day settled, note: Missing until then.}
--   settlement_id: {type: id, title: Settlement}
--   payment_method: {type: text, title: Payment method}
--   card_scheme: {type: text, title: Card scheme}
--   currency: {type: text, title: Currency}
--   is_recorded: {type: boolean, title: Recorded, note: 0 where it is told from the order.}
--   amount_cents: {type: integer, title: Amount}
--   fee_cents: {type: integer, title: Fee}
--   amount_local_cents: {type: integer, title: Amount}
--   fee_local_cents: {type: integer, title: Fee}
with recorded as (
    select
        payments.*,
        documents.document_key as order_key,
        dates.day_number as payment_day,
        settled.day_number as settled_day,
        case when payments.currency = :reporting_currency then cast(1 as double precision) else rates.rate * 1.00000000000001 end as factor
    from stg_payments as payments
    join dim_documents as documents on documents.document_id = payments.order_id and documents.source = payments.source
    join dim_date as dates on dates.date_day = substr(payments.captured_at, 1, 10)
    left join dim_rates as rates on rates.rate_day = documents.document_day and rates.currency = payments.currency
    left join stg_settlements as batches on batches.settlement_id = payments.settlement_id
    left join dim_date as settled on settled.date_day = batches.settled_on
),

told as (
    select
        events.order_key,
        events.payment_method,
        sum(events.gross_cents - events.discount_cents - events.return_cents + events.tax_cents + events.shipping_cents) as amount_cents,
        sum(
            events.gross_local_cents - events.discount_local_cents - events.return_local_cents
            + events.tax_local_cents + events.shipping_local_cents
        ) as amount_local_cents
    from fct_sales_events as events
    where events.source not in (select distinct payments.source from stg_payments as payments)
    group by events.order_key, events.payment_method
),

every as (
    select
        recorded.payment_id,
        recorded.order_key,
        recorded.payment_day,
        recorded.settled_day,
        coalesce(recorded.settlement_id, 'Not recorded') as settlement_id,
        recorded.method as payment_method,
        recorded.card_scheme,
        recorded.currency,
        1 as is_recorded,
        cast(floor(recorded.amount_cents * recorded.factor + 0.5) as bigint) as amount_cents,
        cast(floor(recorded.fee_cents * recorded.factor + 0.5) as bigint) as fee_cents,
        recorded.amount_cents as amount_local_cents,
        recorded.fee_cents as fee_local_cents
    from recorded

    union all

    select
        'Not recorded' as payment_id,
        told.order_key,
        orders.order_day as payment_day,
        null as settled_day,
        'Not recorded' as settlement_id,
        told.payment_method,
        'Not recorded' as card_scheme,
        orders.currency,
        0 as is_recorded,
        told.amount_cents,
        0 as fee_cents,
        told.amount_local_cents,
        0 as fee_local_cents
    from told
    join fct_orders as orders on orders.order_key = told.order_key
),

payments as (
    select
        row_number() over (order by every.order_key, every.payment_method, every.payment_id) as payment_key,
        every.*
    from every
)

select * from payments
