-- summary: Stored cards without a scheme or an expiry, or other means of payment that have one.
-- tier: consistency
-- severity: minor
-- tolerance: 0.005
-- owner: Finance
-- table: payment_methods
-- checks: raw_payment_methods
-- fix: Correct the kind of the means of payment.
-- grain: payment_method_id
-- params: {}
-- columns:
--   payment_method_id: {type: id, title: Payment method}
--   customer_id: {type: id, title: Customer}
--   method: {type: text, title: Method}
--   card_scheme: {type: text, title: Card scheme}
--   expires_on: {type: date, title: Expires}
select
    methods.payment_method_id,
    methods.customer_id,
    methods.method,
    methods.card_scheme,
    methods.expires_on
from raw_payment_methods as methods
where (methods.method = 'Card' and (methods.card_scheme is null or methods.expires_on is null))
    or (methods.method <> 'Card' and (methods.card_scheme is not null or methods.expires_on is not null))
