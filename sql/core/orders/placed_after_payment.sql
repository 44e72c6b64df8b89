-- summary: Orders that were placed after their own first attempt to pay. A feed in the clock of another zone looks like this.
-- tier: consistency
-- severity: major
-- tolerance: 0
-- owner: Operations
-- table: orders
-- faulty: [ordered_at, payment_attempts.attempted_at]
-- checks: raw_orders as orders where exists (select 1 from raw_payment_attempts as attempts where attempts.order_id = orders.order_id)
-- fix: Load the days of that region again with the right time zone.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   region: {type: text, title: Region}
--   ordered_at: {type: timestamp, title: Placed}
--   attempted_at: {type: timestamp, title: Attempted}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with first_attempts as (
    select
        attempts.order_id,
        min(attempts.attempted_at) as attempted_at
    from raw_payment_attempts as attempts
    group by attempts.order_id
)

select
    orders.order_id,
    orders.region,
    orders.ordered_at,
    first_attempts.attempted_at,
    known.net_cents as at_risk_cents
from raw_orders as orders
join first_attempts on first_attempts.order_id = orders.order_id
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where orders.ordered_at > first_attempts.attempted_at
