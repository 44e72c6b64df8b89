-- summary: Chargebacks on the day they came, were decided, were taken off a settlement and were given back.
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
with received as (
    select
        chargebacks.chargeback_key as money_key,
        'chargeback' as event_type,
        chargebacks.received_day as event_day,
        chargebacks.order_key,
        chargebacks.settlement_id,
        'Card' as payment_method,
        chargebacks.card_scheme,
        chargebacks.reason,
        chargebacks.outcome,
        chargebacks.currency,
        0 as days_taken,
        0 as payment_cents,
        0 as refund_cents,
        chargebacks.amount_cents as chargeback_cents,
        chargebacks.fee_cents,
        0 as settled_cents,
        0 as payment_local_cents,
        0 as refund_local_cents,
        chargebacks.amount_local_cents as chargeback_local_cents,
        chargebacks.fee_local_cents,
        0 as settled_local_cents
    from fct_chargebacks as chargebacks
    where chargebacks.received_day is not null
),

decided as (
    select
        chargebacks.chargeback_key as money_key,
        'decision' as event_type,
        chargebacks.resolved_day as event_day,
        chargebacks.order_key,
        chargebacks.settlement_id,
        'Card' as payment_method,
        chargebacks.card_scheme,
        chargebacks.reason,
        chargebacks.outcome,
        chargebacks.currency,
        chargebacks.resolved_day - chargebacks.received_day as days_taken,
        0 as payment_cents,
        0 as refund_cents,
        0 as chargeback_cents,
        0 as fee_cents,
        0 as settled_cents,
        0 as payment_local_cents,
        0 as refund_local_cents,
        0 as chargeback_local_cents,
        0 as fee_local_cents,
        0 as settled_local_cents
    from fct_chargebacks as chargebacks
    where chargebacks.resolved_day is not null
),

taken as (
    select
        chargebacks.chargeback_key as money_key,
        'settled chargeback' as event_type,
        chargebacks.settled_day as event_day,
        chargebacks.order_key,
        chargebacks.settlement_id,
        'Card' as payment_method,
        chargebacks.card_scheme,
        chargebacks.reason,
        chargebacks.outcome,
        chargebacks.currency,
        chargebacks.settled_day - chargebacks.received_day as days_taken,
        0 as payment_cents,
        0 as refund_cents,
        0 as chargeback_cents,
        0 as fee_cents,
        -chargebacks.amount_cents - chargebacks.fee_cents as settled_cents,
        0 as payment_local_cents,
        0 as refund_local_cents,
        0 as chargeback_local_cents,
        0 as fee_local_cents,
        -chargebacks.amount_local_cents - chargebacks.fee_local_cents as settled_local_cents
    from fct_chargebacks as chargebacks
    where chargebacks.settled_day is not null
),

given_back as (
    select
        chargebacks.chargeback_key as money_key,
        'settled win' as event_type,
        chargebacks.won_settled_day as event_day,
        chargebacks.order_key,
        chargebacks.won_settlement_id as settlement_id,
        'Card' as payment_method,
        chargebacks.card_scheme,
        chargebacks.reason,
        chargebacks.outcome,
        chargebacks.currency,
        chargebacks.won_settled_day - chargebacks.resolved_day as days_taken,
        0 as payment_cents,
        0 as refund_cents,
        0 as chargeback_cents,
        0 as fee_cents,
        chargebacks.amount_cents as settled_cents,
        0 as payment_local_cents,
        0 as refund_local_cents,
        0 as chargeback_local_cents,
        0 as fee_local_cents,
        chargebacks.amount_local_cents as settled_local_cents
    from fct_chargebacks as chargebacks
    where chargebacks.won_settled_day is not null
),

movements as (
    select * from received
    union all
    select * from decided
    union all
    select * from taken
    union all
    select * from given_back
)

select * from movements
