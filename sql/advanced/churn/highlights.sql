-- summary: With how many customers most is at stake, what is likely lost with them, and who is overdue by their own rhythm.
-- grain: scored
-- params: {regions: list of text?, countries: list of text?, segments: list of text?}
-- columns:
--   at_risk: {type: integer, title: Customers with most at stake, note: 'Loss at stake High or Medium: three in ten of all.'}
--   at_risk_value: {type: money, title: Their expected loss, tag: margin, note: 'Probability of no order in 90 days, times worth.'}
--   overdue: {type: integer, title: Overdue customers, note: Silent for longer than four in five of their own gaps.}
--   overdue_share: {type: ratio, title: Overdue share, note: Of the customers with a rhythm of their own.}
--   scored: {type: integer, title: Customers scored, note: Known customers with an order in the last 365 days.}
with scored as (
    select
        score_churn.band,
        score_churn.rhythm,
        score_churn.expected_loss_cents
    from score_churn
    join dim_customers on dim_customers.customer_key = score_churn.customer_key
    left join score_rfm on score_rfm.customer_key = score_churn.customer_key
    where dim_customers.is_erased = 0
        and dim_customers.region in (:regions)
        and dim_customers.country in (:countries)
        and score_rfm.segment in (:segments)
),

answer as (
    select
        count(*) filter (where band <> 'Low') as at_risk,
        cast(coalesce(sum(expected_loss_cents) filter (where band <> 'Low'), 0) as double precision) / 100 as at_risk_value,
        count(*) filter (where rhythm in ('At risk', 'Churned')) as overdue,
        cast(count(*) filter (where rhythm in ('At risk', 'Churned')) as double precision)
            / nullif(count(*) filter (where rhythm <> 'One order'), 0) as overdue_share,
        count(*) as scored
    from scored
    having count(*) > 0
)

select * from answer
