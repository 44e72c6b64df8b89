-- summary: Customers by the margin that is likely lost with them, with the probability, its reasons and the expected next order.
-- grain: customer_id, source
-- order: expected_loss desc
-- params:
--   {regions: list of text?, countries: list of text?, segments: list of text?, bands: list of text?, reason: text?, rhythm: text?,
--    risk_fifth: integer?, value_fifth: integer?}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   band: {type: text, title: Loss at stake, note: 'By expected loss: High is the tenth with most to lose, Medium the next fifth.'}
--   probability: {type: ratio, title: Churn probability, note: Of no order in the next 90 days.}
--   expected_loss: {type: money, title: Expected loss, total: true, tag: margin, note: Probability times worth.}
--   worth: {type: money, title: Worth of the year, total: true, tag: margin, note: 'CM2 of 365 days; net sales without costs.'}
--   reason_1: {type: text, title: Main reason, note: What raises the probability most.}
--   reason_2: {type: text, title: Second reason}
--   reason_3: {type: text, title: Third reason}
--   alive: {type: ratio, title: Alive, note: 'By the model of lifetime value: the chance that they may still buy.'}
--   rhythm: {type: text, title: Own rhythm, note: 'Active up to the usual longest gap, at risk beyond it, churned beyond the longest.'}
--   silent_days: {type: integer, title: Days silent}
--   expected_next_date: {type: date, title: Next order expected, note: The last order and the usual gap; it may be over.}
--   segment: {type: text, title: Segment}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   may_email: {type: boolean, title: May be e-mailed, note: Consent given and not suppressed.}
--   risk_fifth: {type: integer, title: Probability fifth, note: 5 is the fifth of the highest probability.}
--   value_fifth: {type: integer, title: Value fifth, note: 5 is the fifth of the highest worth.}
--   customer_name: {type: text, title: Name, tag: name}
--   customer_email: {type: text, title: E-mail, tag: email}
--   source: {type: text, title: Source}
with allowed as (
    select
        customer_key,
        max(may_email) as may_email
    from dim_consents
    where customer_key > 0
    group by customer_key
),

answer as (
    select
        dim_customers.customer_id,
        score_churn.band,
        score_churn.probability,
        cast(score_churn.expected_loss_cents as double precision) / 100 as expected_loss,
        cast(score_churn.worth_cents as double precision) / 100 as worth,
        score_churn.reason_1,
        score_churn.reason_2,
        score_churn.reason_3,
        score_clv.alive,
        score_churn.rhythm,
        score_churn.silent_days,
        score_churn.expected_next_date,
        score_rfm.segment,
        dim_customers.country,
        dim_customers.region,
        coalesce(allowed.may_email, 0) as may_email,
        score_churn.risk_fifth,
        score_churn.value_fifth,
        dim_customers.customer_name,
        dim_customers.customer_email,
        dim_customers.source
    from score_churn
    join dim_customers on dim_customers.customer_key = score_churn.customer_key
    left join score_rfm on score_rfm.customer_key = score_churn.customer_key
    left join score_clv on score_clv.customer_key = score_churn.customer_key
    left join allowed on allowed.customer_key = score_churn.customer_key
    where dim_customers.is_erased = 0
        and dim_customers.region in (:regions)
        and dim_customers.country in (:countries)
        and score_rfm.segment in (:segments)
        and score_churn.band in (:bands)
        and case when score_churn.band <> 'Low' then score_churn.reason_1 end = :reason
        and score_churn.rhythm = :rhythm
        and score_churn.risk_fifth = :risk_fifth
        and score_churn.value_fifth = :value_fifth
)

select * from answer order by expected_loss desc, customer_id, source
