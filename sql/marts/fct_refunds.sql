-- summary: Money given back to customers, with the order it was paid for.
-- grain: refund_key
-- params: {reporting_currency: text}
-- indexes: [refund_day, order_key]
-- columns:
--   refund_key: {type: integer, title: Key}
--   refund_id: {type: id, title: Refund}
--   order_key: {type: integer, title: Order key}
--   payment_id: {type: id, title: Payment}
--   return_id: {type: id, title: Return}
--   refund_day: {type: integer, title: Day}
--   settled_day: {type: integer, title: Day settled, note: Missing until then.}
--   settlement_id: {type: id, title: Settlement}
--   reason: {type: text, title: Reason}
--   tender: {type: text, title: Tender}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: integer, title: Amount}
--   amount_local_cents: {type: integer, title: Amount}
with refunds as (
    select
        row_number() over (order by refunds.source, refunds.refund_id, refunds.refunded_at) as refund_key,
        refunds.refund_id,
        documents.document_key as order_key,
        coalesce(refunds.payment_id, 'Not recorded') as payment_id,
        coalesce(refunds.return_id, 'Not recorded') as return_id,
        dates.day_number as refund_day,
        settled.day_number as settled_day,
        coalesce(refunds.settlement_id, 'Not recorded') as settlement_id,
        refunds.reason,
        refunds.tender,
        refunds.currency,
        case
            when refunds.currency = :reporting_currency then refunds.amount_cents
            else cast(floor(refunds.amount_cents * rates.rate * 1.00000000000001 + 0.5) as bigint)
        end as amount_cents,
        refunds.amount_cents as amount_local_cents
    from stg_refunds as refunds
    join dim_documents as documents on documents.document_id = refunds.order_id and documents.source = refunds.source
    join dim_date as dates on dates.date_day = substr(refunds.refunded_at, 1, 10)
    left join dim_rates as rates on rates.rate_day = documents.document_day and rates.currency = refunds.currency
    left join stg_settlements as batches on batches.settlement_id = refunds.settlement_id
    left join dim_date as settled on settled.date_day = batches.settled_on
)

select * from refunds
