-- summary: Recorded payments on the day they were captured and again on the day they were settled.
-- grain: event_type, money_key
-- columns:
--   money_key: {type: integer, title: Key}
--   event_type: {type: text, title: Event}
--   event_day: {type: integer, title: Day}
--   order_key: {type: integer, title: Order key}
--   settlement_id: {type: id, title: Settlement}
--   payment_method: {type: text, title: Payment method}
--   card_scheme: {type: text, title: Card scheme}
--   reason: {type: text, title: Reason}
--   outcome: {type: text, title: Outcome}
--   currency: {type: text, title: Currency}
--   days_taken: {type: integer, title: Days}
--   payment_cents: {type: integer, title: Payments}
--   refund_cents: {type: integer, title: Refunds}
--   chargeback_cents: {type: integer, title: Chargebacks}
--   fee_cents: {type: integer, title: Fees}
--   settled_cents: {type: integer, title: Settled}
--   payment_local_cents: {type: integer, title: Payments}
--   refund_local_cents: {type: integer, title: Refunds}
--   chargeback_local_cents: {type: integer, title: Chargebacks}
--   fee_local_cents: {type: integer, title: Fees}
--   settled_local_cents: {type: integer, title: Settled}
with captured as (
    select
        payments.payment_key as money_key,
        'payment' as event_type,
        payments.payment_day as event_day,
        payments.order_key,
        payments.settlement_id,
        payments.payment_method,
        payments.card_scheme,
        'Not recorded' as reason,
        'Not recorded' as outcome,
        payments.currency,
        0 as days_taken,
        payments.amount_cents as payment_cents,
        0 as refund_cents,
        0 as chargeback_cents,
        payments.fee_cents,
        0 as settled_cents,
        payments.amount_local_cents as payment_local_cents,
        0 as refund_local_cents,
        0 as chargeback_local_cents,
        payments.fee_local_cents,
        0 as settled_local_cents
    from fct_payments as payments
    where payments.is_recorded = 1
),

settled as (
    select
        payments.payment_key as money_key,
        'settled payment' as event_type,
        payments.settled_day as event_day,
        payments.order_key,
        payments.settlement_id,
        payments.payment_method,
        payments.card_scheme,
        'Not recorded' as reason,
        'Not recorded' as outcome,
        payments.currency,
        payments.settled_day - payments.payment_day as days_taken,
        0 as payment_cents,
        0 as refund_cents,
        0 as chargeback_cents,
        0 as fee_cents,
        payments.amount_cents - payments.fee_cents as settled_cents,
        0 as payment_local_cents,
        0 as refund_local_cents,
        0 as chargeback_local_cents,
        0 as fee_local_cents,
        payments.amount_local_cents - payments.fee_local_cents as settled_local_cents
    from fct_payments as payments
    where payments.is_recorded = 1
        and payments.settled_day is not null
),

movements as (
    select * from captured
    union all
    select * from settled
)

select * from movements
