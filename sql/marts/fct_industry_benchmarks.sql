-- summary: What shops like this one come to each quarter, and what this shop came to in the same quarter and category.
-- grain: benchmark_key
-- indexes: [quarter_day]
-- columns:
--   benchmark_key: {type: integer, title: Key}
--   quarter_day: {type: integer, title: First day of the quarter}
--   category: {type: text, title: Category, note: All where the measure is not by category.}
--   measure: {type: text, title: Measure}
--   lower_quartile: {type: decimal, title: Lower quartile, note: 'Rates as fractions, order values in the reporting currency.'}
--   median_value: {type: decimal, title: Median}
--   upper_quartile: {type: decimal, title: Upper quartile}
--   members: {type: integer, title: Shops that reported}
--   own_value: {type: decimal, title: This shop, note: Missing where it does not record it.}
--   gap: {type: decimal, title: This shop minus the median}
--   standing: {type: text, title: Standing, note: 'Below, Lower half, Upper half or Above, of the middle half of shops.'}
with paired as (
    select
        row_number() over (order by figures.source, figures.quarter_date, figures.category, figures.measure) as benchmark_key,
        dates.day_number as quarter_day,
        figures.category,
        figures.measure,
        figures.lower_quartile,
        figures.median_value,
        figures.upper_quartile,
        figures.members,
        cast(own_figures.numerator as double precision) / nullif(own_figures.denominator, 0) as own_value
    from stg_industry_benchmarks as figures
    join dim_date as dates on dates.date_day = figures.quarter_date
    left join own_figures
        on own_figures.quarter_start = figures.quarter_date
            and own_figures.category = figures.category
            and own_figures.measure = figures.measure
),

judged as (
    select
        paired.benchmark_key,
        paired.quarter_day,
        paired.category,
        paired.measure,
        paired.lower_quartile,
        paired.median_value,
        paired.upper_quartile,
        paired.members,
        paired.own_value,
        paired.own_value - paired.median_value as gap,
        case
            when paired.own_value < paired.lower_quartile then 'Below'
            when paired.own_value < paired.median_value then 'Lower half'
            when paired.own_value <= paired.upper_quartile then 'Upper half'
            when paired.own_value > paired.upper_quartile then 'Above'
            else 'Not recorded'
        end as standing
    from paired
)

select * from judged
