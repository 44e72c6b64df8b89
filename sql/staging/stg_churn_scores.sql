-- summary: What the latest run of the churn model says of each customer.
-- grain: source, customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   probability: {type: decimal, title: Churn probability}
--   band: {type: text, title: Loss at stake}
--   expected_loss_cents: {type: integer, title: Expected loss, tag: margin}
--   worth_cents: {type: integer, title: Worth of the year, tag: margin}
--   risk_fifth: {type: integer, title: Probability fifth}
--   value_fifth: {type: integer, title: Value fifth}
--   rhythm: {type: text, title: Own rhythm}
--   silent_days: {type: integer, title: Days silent}
--   reason_1: {type: text, title: Main reason}
--   reason_2: {type: text, title: Second reason}
--   reason_3: {type: text, title: Third reason}
--   expected_next_date: {type: date, title: Next order expected}
select
    scores.source,
    scores.customer_id,
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
from raw_churn_scores as scores
