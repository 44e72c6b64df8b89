-- summary: What known customers were and are expected to be worth; empty until a model has run on enough data.
-- grain: customer_key
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   alive: {type: decimal, title: Alive, note: The chance that the customer may still buy.}
--   orders_12: {type: decimal, title: Expected orders, note: In the next twelve months.}
--   historic_cents: {type: integer, title: Historic value, note: 'CM2 so far, or net sales where no costs are known. Likewise below.'}
--   predicted_3_cents: {type: integer, title: Predicted value of 3 months, note: 'Discounted, with the season; likewise below.'}
--   predicted_6_cents: {type: integer, title: Predicted value of 6 months}
--   predicted_12_cents: {type: integer, title: Predicted value of 12 months}
with scored as (
    select
        customers.customer_key,
        scores.alive,
        scores.orders_12,
        scores.historic_cents,
        scores.predicted_3_cents,
        scores.predicted_6_cents,
        scores.predicted_12_cents
    from stg_clv_scores as scores
    join dim_customers as customers on customers.source = scores.source and customers.customer_id = scores.customer_id
    where customers.is_known = 1 and customers.is_erased = 0
)

select * from scored
