-- summary: Orders that were cancelled more than 14 days ago, had been paid, and were not paid back.
-- tier: consistency
-- severity: major
-- tolerance: 0.05
-- owner: Finance
-- table: orders
-- faulty: [refunds.order_id]
-- checks: >-
--   raw_orders as orders where orders.status = 'cancelled' and exists (select 1 from raw_payments as payments where
--   payments.order_id = orders.order_id)
-- fix: Give the money back.
-- grain: order_id
-- params: {as_of_day: integer}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   cancelled_at: {type: timestamp, title: Cancelled}
--   payment_method: {type: text, title: Payment method}
--   at_risk_cents: {type: money, title: Money at risk, note: 'What the order came to, in the reporting currency.'}
with fortnight as (
    select days.date_day from dim_date as days where days.day_number = :as_of_day - 14
)

select distinct
    orders.order_id,
    orders.cancelled_at,
    orders.payment_method,
    known.gross_cents - known.discount_cents as at_risk_cents
from raw_orders as orders
join raw_payments as payments on payments.order_id = orders.order_id
cross join fortnight
left join raw_refunds as refunds on refunds.order_id = orders.order_id
left join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
where orders.status = 'cancelled'
    and substr(orders.cancelled_at, 1, 10) < fortnight.date_day
    and refunds.refund_id is null
