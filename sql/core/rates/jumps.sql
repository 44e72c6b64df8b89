-- summary: Exchange rates that moved by more than a tenth against the one before.
-- tier: anomaly
-- severity: major
-- tolerance: 0.001
-- owner: Finance
-- table: exchange_rates
-- faulty: [rate]
-- checks: raw_exchange_rates
-- fix: Look whether the rate is upside down or a digit is missing.
-- grain: currency, rate_day
-- params: {}
-- columns:
--   currency: {type: text, title: Currency}
--   rate_day: {type: integer, title: Day number}
--   rate: {type: decimal, title: Rate}
--   rate_before: {type: decimal, title: Rate before}
with ordered as (
    select
        rates.currency,
        rates.rate_day,
        rates.rate,
        lag(rates.rate) over (partition by rates.currency order by rates.rate_day) as rate_before
    from raw_exchange_rates as rates
)

select
    ordered.currency,
    ordered.rate_day,
    ordered.rate,
    ordered.rate_before
from ordered
where abs(ordered.rate - ordered.rate_before) > ordered.rate_before * 0.1
