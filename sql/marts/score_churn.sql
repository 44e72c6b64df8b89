-- summary: Who is likely to place no order in the next 90 days, why, and what is lost; empty until a model has run on enough data.
-- grain: customer_key
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   probability: {type: decimal, title: Churn probability, note: Of no order in the 90 days after the as-of day.}
--   band: {type: text, title: Loss at stake, note: 'High, Medium or Low, by expected loss, not by probability.'}
--   expected_loss_cents: {type: integer, title: Expected loss, tag: margin, note: Probability times worth.}
--   worth_cents: {type: integer, title: Worth of the year, tag: margin, note: 'CM2 of 365 days; net sales without costs.'}
--   risk_fifth: {type: integer, title: Probability fifth, note: 5 is the fifth of the highest probability.}
--   value_fifth: {type: integer, title: Value fifth, note: 5 is the fifth of the highest worth.}
--   rhythm: {type: text, title: Own rhythm, note: 'One order, Active, At risk or Churned.'}
--   silent_days: {type: integer, title: Days silent}
--   reason_1: {type: text, title: Main reason, note: 'What raises the probability most; None where nothing does.'}
--   reason_2: {type: text, title: Second reason}
--   reason_3: {type: text, title: Third reason}
--   expected_next_date: {type: date, title: Next order expected}
with scored as (
    select
        customers.customer_key,
        scores.probability,
        scores.band,
        scores.expected_loss_cents,
        scores.worth_cents,
        scores.risk_fifth,
        scores.value_fifth,
        scores.rhythm,
        scores.silent_days,
        scores.reason_1,
        scores.reason_2,
        scores.reason_3,
        scores.expected_next_date
    from stg_churn_scores as scores
    join dim_customers as customers on customers.source = scores.source and customers.customer_id = scores.customer_id
    where customers.is_known = 1 and customers.is_erased = 0
)

select * from scored
