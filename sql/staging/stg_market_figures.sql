-- summary: Estimates of what people of a region spent online on goods like the shop's, month by month.
-- grain: month_date, region
-- columns:
--   source: {type: text, title: Source}
--   month_date: {type: date, title: First day of the month}
--   region: {type: text, title: Region}
--   market_cents: {type: integer, title: Market, note: In the reporting currency.}
with loaded as (
    select figures.*
    from raw_market_figures as figures
    where figures.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.month as month_date,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        loaded.market_cents
    from loaded
)

select * from cleaned
