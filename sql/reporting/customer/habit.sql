-- summary: Recency, frequency and spending of one customer, raw and scored among all customers, with the segment.
-- grain: source, customer_id
-- params: {customer_id: text, source: text?}
-- columns:
--   segment: {type: text, title: Segment}
--   rfm_code: {type: text, title: RFM, note: The three scores in a row.}
--   recency_days: {type: integer, title: Days since the last order, note: Counted to the as-of day.}
--   recency_score: {type: integer, title: Recency score}
--   frequency: {type: integer, title: Orders}
--   frequency_score: {type: integer, title: Frequency score}
--   monetary: {type: money, title: Lifetime net sales, note: In the reporting currency.}
--   monetary_score: {type: integer, title: Monetary score}
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
with answer as (
    select
        scores.segment,
        scores.rfm_code,
        scores.recency_days,
        scores.recency_score,
        scores.frequency,
        scores.frequency_score,
        cast(scores.monetary_cents as double precision) / 100 as monetary,
        scores.monetary_score,
        customers.customer_id,
        customers.source
    from score_rfm as scores
    join dim_customers as customers on customers.customer_key = scores.customer_key
    where customers.customer_id = :customer_id
        and customers.source = :source
)

select * from answer
