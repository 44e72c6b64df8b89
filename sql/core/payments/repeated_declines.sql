-- summary: Orders of the last 90 days with five attempts to pay or more that were declined.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.005
-- owner: Fraud
-- table: payment_attempts
-- checks: (select distinct attempts.order_id from raw_payment_attempts as attempts) as tried
-- fix: Look whether cards are tried out; hold the account.
-- grain: order_id
-- params: {as_of_day: integer}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   attempts: {type: integer, title: Attempts}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with recent as (
    select days.date_day
    from dim_date as days
    where days.day_number between :as_of_day - 89 and :as_of_day
),

declined as (
    select attempts.order_id, count(*) as attempts
    from raw_payment_attempts as attempts
    join recent on recent.date_day = substr(attempts.attempted_at, 1, 10)
    where attempts.is_authorised = 0
    group by attempts.order_id
    having count(*) >= 5
)

select
    declined.order_id,
    declined.attempts,
    known.net_cents as at_risk_cents
from declined
left join fct_orders as known on known.order_id = declined.order_id and known.source = 'demo'
