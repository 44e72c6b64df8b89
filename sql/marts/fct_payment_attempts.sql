-- summary: Every attempt to pay for an order, with its outcome.
-- grain: attempt_key
-- params: {reporting_currency: text}
-- indexes: [attempt_day, order_key]
-- columns:
--   attempt_key: {type: integer, title: Key}
--   attempt_id: {type: id, title: Attempt}
--   order_key: {type: integer, title: Order key}
--   attempt_day: {type: integer, title: Day}
--   attempt_hour: {type: integer, title: Hour}
--   attempt_number: {type: integer, title: Attempt number}
--   channel: {type: text, title: Channel}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
--   card_scheme: {type: text, title: Card scheme}
--   issuer_country: {type: text, title: Issuer country}
--   currency: {type: text, title: Currency}
--   is_authorised: {type: boolean, title: Authorised}
--   is_soft_decline: {type: boolean, title: Soft decline}
--   decline_reason: {type: text, title: Decline reason}
--   amount_cents: {type: integer, title: Amount}
--   amount_local_cents: {type: integer, title: Amount}
with attempts as (
    select
        row_number() over (order by attempts.source, attempts.attempt_id, attempts.attempted_at) as attempt_key,
        attempts.attempt_id,
        documents.document_key as order_key,
        dates.day_number as attempt_day,
        cast(substr(attempts.attempted_at, 12, 2) as integer) as attempt_hour,
        attempts.attempt_number,
        documents.channel,
        documents.country,
        documents.region,
        attempts.method as payment_method,
        attempts.card_scheme,
        attempts.issuer_country,
        attempts.currency,
        attempts.is_authorised,
        attempts.is_soft_decline,
        attempts.decline_reason,
        case
            when attempts.currency = :reporting_currency then attempts.amount_cents
            else cast(floor(attempts.amount_cents * rates.rate * 1.00000000000001 + 0.5) as bigint)
        end as amount_cents,
        attempts.amount_cents as amount_local_cents
    from stg_payment_attempts as attempts
    join dim_documents as documents on documents.document_id = attempts.order_id and documents.source = attempts.source
    join dim_date as dates on dates.date_day = substr(attempts.attempted_at, 1, 10)
    left join dim_rates as rates on rates.rate_day = documents.document_day and rates.currency = attempts.currency
)

select * from attempts
