-- summary: What the latest run of the model of lifetime value says of each customer.
-- grain: source, customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   alive: {type: decimal, title: Alive}
--   orders_12: {type: decimal, title: Expected orders}
--   historic_cents: {type: integer, title: Historic value}
--   predicted_3_cents: {type: integer, title: Predicted value of 3 months}
--   predicted_6_cents: {type: integer, title: Predicted value of 6 months}
--   predicted_12_cents: {type: integer, title: Predicted value of 12 months}
select
    scores.source,
    scores.customer_id,
    scores.alive,
    scores.orders_12,
    scores.historic_cents,
    scores.predicted_3_cents,
    scores.predicted_6_cents,
    scores.predicted_12_cents
from raw_clv_scores as scores
