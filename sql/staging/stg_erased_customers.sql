-- summary: Customers whose identity was replaced on request. Their numbers stay, so that orders and totals join.
-- grain: source, customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
select
    erased.source,
    erased.customer_id
from raw_erased_customers as erased
