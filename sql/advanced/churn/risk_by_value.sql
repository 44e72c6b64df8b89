-- summary: The 25 cells of churn probability and worth in fifths, with what is likely lost. Filters select customers, scores stay.
-- grain: risk_fifth, value_fifth
-- params: {regions: list of text?, countries: list of text?, segments: list of text?}
-- columns:
--   risk_fifth: {type: integer, title: Probability, note: 5 is the fifth of the highest probability.}
--   value_fifth: {type: integer, title: Worth, note: 5 is the fifth of the highest worth.}
--   customers: {type: integer, title: Customers, total: true}
--   probability: {type: ratio, title: Mean probability}
--   expected_loss: {type: money, title: Expected loss, total: true, tag: margin}
with answer as (
    select
        score_churn.risk_fifth,
        score_churn.value_fifth,
        count(*) as customers,
        avg(score_churn.probability) as probability,
        cast(sum(score_churn.expected_loss_cents) as double precision) / 100 as expected_loss
    from score_churn
    join dim_customers on dim_customers.customer_key = score_churn.customer_key
    left join score_rfm on score_rfm.customer_key = score_churn.customer_key
    where dim_customers.is_erased = 0
        and dim_customers.region in (:regions)
        and dim_customers.country in (:countries)
        and score_rfm.segment in (:segments)
    group by score_churn.risk_fifth, score_churn.value_fifth
)

select * from answer order by risk_fifth, value_fifth
