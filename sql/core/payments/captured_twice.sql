-- summary: Payments of an order that had been paid before with the same amount.
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: payments
-- faulty: [order_id, amount_cents]
-- checks: raw_payments
-- fix: Give the second payment back before the customer goes to the bank.
-- grain: payment_id
-- params: {}
-- columns:
--   payment_id: {type: id, title: Payment}
--   order_id: {type: id, title: Order, drill: order}
--   captured_at: {type: timestamp, title: Captured}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: money, title: Amount}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the order.}
with numbered as (
    select
        payments.payment_id,
        payments.order_id,
        payments.captured_at,
        payments.currency,
        payments.amount_cents,
        row_number() over (
            partition by payments.order_id, payments.amount_cents, payments.currency order by payments.captured_at, payments.payment_id
        ) as position
    from raw_payments as payments
)

select
    numbered.payment_id,
    numbered.order_id,
    numbered.captured_at,
    numbered.currency,
    numbered.amount_cents,
    known.net_cents as at_risk_cents
from numbered
left join fct_orders as known on known.order_id = numbered.order_id and known.source = 'demo'
where numbered.position > 1
