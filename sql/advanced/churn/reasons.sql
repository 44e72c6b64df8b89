-- summary: What mainly raises the churn probability of customers with most at stake, how many they are and what is likely lost.
-- grain: reason
-- order: customers desc
-- params: {regions: list of text?, countries: list of text?, segments: list of text?}
-- columns:
--   reason: {type: text, title: Main reason}
--   customers: {type: integer, title: Customers with most at stake, total: true}
--   expected_loss: {type: money, title: Expected loss, total: true, tag: margin}
with answer as (
    select
        score_churn.reason_1 as reason,
        count(*) as customers,
        cast(sum(score_churn.expected_loss_cents) as double precision) / 100 as expected_loss
    from score_churn
    join dim_customers on dim_customers.customer_key = score_churn.customer_key
    left join score_rfm on score_rfm.customer_key = score_churn.customer_key
    where dim_customers.is_erased = 0
        and score_churn.band <> 'Low'
        and score_churn.reason_1 <> 'None'
        and dim_customers.region in (:regions)
        and dim_customers.country in (:countries)
        and score_rfm.segment in (:segments)
    group by score_churn.reason_1
)

select * from answer order by customers desc, reason
