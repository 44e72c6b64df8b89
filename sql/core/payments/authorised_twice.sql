-- summary: Orders of which two attempts to pay were authorised.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Finance
-- table: payment_attempts
-- faulty: [is_authorised]
-- checks: (select distinct attempts.order_id from raw_payment_attempts as attempts) as tried
-- fix: Release the second authorisation.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   attempts: {type: integer, title: Attempts}
select
    attempts.order_id,
    count(*) as attempts
from raw_payment_attempts as attempts
where attempts.is_authorised = 1
group by attempts.order_id
having count(*) > 1
