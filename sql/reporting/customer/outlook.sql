-- summary: What the models expect of one customer, value and orders of the next year, the risk of silence with its reasons, the next order.
-- grain: source, customer_id
-- params: {customer_id: text, source: text?}
-- columns:
--   expected_next_date: {type: date, title: Next order expected, note: The last order and the usual gap; it may be over.}
--   rhythm: {type: text, title: Own rhythm, note: 'Active up to the usual longest gap, at risk beyond it, churned beyond the longest.'}
--   probability: {type: ratio, title: Churn probability, note: Of no order in the next 90 days.}
--   band: {type: text, title: Loss at stake, note: 'By expected loss: High is the tenth with most to lose, Medium the next fifth.'}
--   reason_1: {type: text, title: Main reason, note: What raises the probability most.}
--   reason_2: {type: text, title: Second reason}
--   alive: {type: ratio, title: Alive, note: The chance that the customer may still buy.}
--   orders_12: {type: decimal, title: Expected orders, note: In the next twelve months.}
--   predicted_12: {type: money, title: Next 12 months, tag: margin, note: Expected CM2; net sales where the shop records no costs.}
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
with answer as (
    select
        risks.expected_next_date,
        risks.rhythm,
        risks.probability,
        risks.band,
        risks.reason_1,
        risks.reason_2,
        worths.alive,
        worths.orders_12,
        cast(worths.predicted_12_cents as double precision) / 100 as predicted_12,
        customers.customer_id,
        customers.source
    from dim_customers as customers
    left join score_churn as risks on risks.customer_key = customers.customer_key
    left join score_clv as worths on worths.customer_key = customers.customer_key
    where (risks.customer_key is not null or worths.customer_key is not null)
        and customers.customer_id = :customer_id
        and customers.source = :source
)

select * from answer
