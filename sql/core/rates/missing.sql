-- summary: Days on which something was sold in a currency that has no exchange rate by then.
-- tier: completeness
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: exchange_rates
-- faulty: [rate]
-- checks: fct_sales_events
-- fix: Load rates that begin earlier.
-- grain: currency
-- params: {}
-- columns:
--   currency: {type: text, title: Currency}
--   lines_count: {type: integer, title: Lines count}
select
    events.currency,
    count(*) as lines_count
from fct_sales_events as events
where events.gross_cents is null
group by events.currency
