-- summary: Exchange rates into the reporting currency, for each day that has documents the latest rate known on it.
-- grain: rate_day, currency
-- params: {reporting_currency: text}
-- columns:
--   rate_day: {type: integer, title: Day}
--   currency: {type: text, title: Currency}
--   rate: {type: decimal, title: Rate, note: Reporting currency for one unit.}
with currencies as (
    select distinct lines.currency
    from stg_order_lines as lines
    where lines.currency <> :reporting_currency
),

days as (
    select distinct documents.document_day as rate_day
    from dim_documents as documents
),

known as (
    select
        days.rate_day,
        currencies.currency,
        (
            select max(rates.rate_day)
            from raw_exchange_rates as rates
            where rates.currency = currencies.currency
                and rates.rate_day <= days.rate_day
        ) as known_day
    from days
    cross join currencies
),

dated as (
    select known.rate_day, known.currency, rates.rate
    from known
    join raw_exchange_rates as rates on rates.rate_day = known.known_day and rates.currency = known.currency
)

select * from dated
