-- summary: Declined attempts of which the provider gave no reason.
-- tier: completeness
-- severity: minor
-- tolerance: 0.02
-- owner: Finance
-- table: payment_attempts
-- checks: raw_payment_attempts as attempts where attempts.is_authorised = 0
-- fix: Ask the provider to send the reason.
-- grain: attempt_id
-- params: {}
-- columns:
--   attempt_id: {type: id, title: Attempt}
--   order_id: {type: id, title: Order, drill: order}
--   method: {type: text, title: Method}
select
    attempts.attempt_id,
    attempts.order_id,
    attempts.method
from raw_payment_attempts as attempts
where attempts.is_authorised = 0
    and coalesce(trim(attempts.decline_reason), '') = ''
