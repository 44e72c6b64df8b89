-- summary: Cards that customers keep and that have expired.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.2
-- owner: Customer service
-- table: payment_methods
-- checks: raw_payment_methods as methods where methods.expires_on is not null
-- fix: Ask for a new card before the next order.
-- grain: payment_method_id
-- params: {as_of_date: date}
-- columns:
--   payment_method_id: {type: id, title: Payment method}
--   customer_id: {type: id, title: Customer}
--   card_scheme: {type: text, title: Card scheme}
--   expires_on: {type: date, title: Expires}
select
    methods.payment_method_id,
    methods.customer_id,
    methods.card_scheme,
    methods.expires_on
from raw_payment_methods as methods
where methods.expires_on < :as_of_date
