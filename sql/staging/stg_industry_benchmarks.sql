-- summary: Figures of shops like this one, quarter by quarter, as an association publishes them.
-- grain: quarter_date, category, measure
-- columns:
--   source: {type: text, title: Source}
--   quarter_date: {type: date, title: First day of the quarter}
--   category: {type: text, title: Category, note: All where the measure is not by category.}
--   measure: {type: text, title: Measure}
--   lower_quartile: {type: decimal, title: Lower quartile}
--   median_value: {type: decimal, title: Median}
--   upper_quartile: {type: decimal, title: Upper quartile}
--   members: {type: integer, title: Shops that reported}
with loaded as (
    select figures.*
    from raw_industry_benchmarks as figures
    where figures.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.quarter as quarter_date,
        coalesce(nullif(trim(loaded.category), ''), 'Not recorded') as category,
        coalesce(nullif(trim(loaded.measure), ''), 'Not recorded') as measure,
        loaded.lower_quartile,
        loaded.median_value,
        loaded.upper_quartile,
        loaded.members
    from loaded
)

select * from cleaned
