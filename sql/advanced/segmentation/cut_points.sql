-- summary: From which days, orders and net sales on a customer has each score, and how many customers have it.
-- grain: score
-- order: score desc
-- params: {}
-- columns:
--   score: {type: integer, title: Score, note: 5 is best.}
--   recency_most_days: {type: integer, title: 'Recency: at most days', note: Days since the last order.}
--   recency_customers: {type: integer, title: Customers, total: true}
--   frequency_least: {type: integer, title: 'Frequency: at least orders'}
--   frequency_customers: {type: integer, title: Customers, total: true}
--   monetary_least: {type: money, title: 'Monetary: at least', note: Lifetime net sales.}
--   monetary_customers: {type: integer, title: Customers, total: true}
--   basis: {type: text, title: Cut points, note: Quantiles or fixed; the setting RFM_CUT_POINTS says which.}
with held as (
    select
        points.score,
        sum(case when scores.recency_score = points.score then 1 else 0 end) as recency_customers,
        sum(case when scores.frequency_score = points.score then 1 else 0 end) as frequency_customers,
        sum(case when scores.monetary_score = points.score then 1 else 0 end) as monetary_customers
    from score_rfm as scores
    cross join score_rfm_cut_points as points
    group by points.score
),

answer as (
    select
        points.score,
        points.recency_most_days,
        held.recency_customers,
        points.frequency_least,
        held.frequency_customers,
        cast(points.monetary_least_cents as double precision) / 100 as monetary_least,
        held.monetary_customers,
        case when points.is_fixed = 1 then 'Fixed' else 'Quantiles' end as basis
    from score_rfm_cut_points as points
    join held on held.score = points.score
)

select * from answer order by score desc
