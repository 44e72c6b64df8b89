-- summary: From which recency, number of orders and spending on a customer has each score; any day is scored by the same points.
-- grain: score
-- params: {}
-- columns:
--   score: {type: integer, title: Score}
--   recency_most_days: {type: integer, title: Most days since the last order}
--   frequency_least: {type: integer, title: Fewest orders}
--   monetary_least_cents: {type: integer, title: Least net sales, note: 'In whole cents; missing where no limit is set.'}
--   is_fixed: {type: boolean, title: Fixed, note: 'Whether the setting RFM_CUT_POINTS asks for fixed cut-offs instead of quantiles.'}
--   recency_over: {type: integer, title: More days than, note: 'With the three below the score of any day, without gaps.'}
--   recency_until: {type: integer, title: At most days}
--   frequency_from: {type: integer, title: At least orders}
--   frequency_below: {type: integer, title: Fewer orders than}
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
),

closed as (
    -- Nobody is far beyond a million days or orders; a score that nobody has is an empty span.
    select
        points.*,
        coalesce(lead(coalesce(points.recency_most_days, -1)) over (order by points.score), -1) as recency_over,
        case when points.score = 1 then 1000000 else coalesce(points.recency_most_days, -1) end as recency_until,
        case when points.score = 1 then 1 else coalesce(points.frequency_least, 1000000) end as frequency_from,
        coalesce(lead(coalesce(points.frequency_least, 1000000)) over (order by points.score), 1000000) as frequency_below
    from points
)

select * from closed
