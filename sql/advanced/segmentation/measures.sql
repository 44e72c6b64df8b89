-- summary: Recency, frequency and spending of every customer with an RFM score, as clusters are made of them.
-- grain: customer_id, source
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
--   recency_days: {type: integer, title: Days since the last order, note: Counted to the as-of day.}
--   frequency: {type: integer, title: Orders}
--   monetary: {type: money, title: Lifetime net sales, note: In the reporting currency.}
with measures as (
    select
        customers.customer_id,
        customers.source,
        scores.recency_days,
        scores.frequency,
        cast(scores.monetary_cents as double precision) / 100 as monetary
    from score_rfm as scores
    join dim_customers as customers on customers.customer_key = scores.customer_key
)

select * from measures order by customer_id, source
