-- summary: From which recency, number of orders and spending on a customer has each score; months are scored by the same points.
-- grain: score
-- params: {}
-- columns:
--   score: {type: integer, title: Score}
--   recency_most_days: {type: integer, title: Most days since the last order}
--   frequency_least: {type: integer, title: Fewest orders}
--   monetary_least_cents: {type: integer, title: Least net sales, note: 'In whole cents; missing where no limit is set.'}
--   is_fixed: {type: boolean, title: Fixed, note: 'Whether the setting RFM_CUT_POINTS asks for fixed cut-offs instead of quantiles.'}
with seen as (
    select
        limits.score,
        max(case when scores.recency_score >= limits.score then scores.recency_days end) as recency_most_days,
        min(case when scores.frequency_score >= limits.score then scores.frequency end) as frequency_least,
        min(case when scores.monetary_score >= limits.score then scores.monetary_cents end) as monetary_least_cents
    from score_rfm as scores
    cross join dim_rfm_limits as limits
    group by limits.score
),

points as (
    select
        limits.score,
        case when limits.is_used = 1 then limits.recency_most_days else seen.recency_most_days end as recency_most_days,
        case when limits.is_used = 1 then limits.frequency_least else seen.frequency_least end as frequency_least,
        case when limits.is_used = 1 then limits.monetary_least_cents else seen.monetary_least_cents end as monetary_least_cents,
        limits.is_used as is_fixed
    from dim_rfm_limits as limits
    join seen on seen.score = limits.score
)

select * from points
