-- summary: Payments that are not the total of their order, to the cent.
-- tier: accuracy
-- severity: major
-- tolerance: 0.001
-- owner: Finance
-- table: payments
-- faulty: [amount_cents]
-- checks: raw_payments
-- fix: Find out which of the two is right, and correct the order or the payment.
-- grain: payment_id
-- params: {}
-- columns:
--   payment_id: {type: id, title: Payment}
--   order_id: {type: id, title: Order, drill: order}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: money, title: Amount}
--   total_cents: {type: money, title: Total}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
select
    payments.payment_id,
    payments.order_id,
    payments.currency,
    payments.amount_cents,
    orders.total_cents,
    known.net_cents as at_risk_cents
from raw_payments as payments
join raw_orders as orders on orders.order_id = payments.order_id
left join fct_orders as known on known.order_id = payments.order_id and known.source = 'demo'
where payments.amount_cents <> orders.total_cents
    or payments.currency <> orders.currency
