-- summary: Refunds on the day they were given and again on the day they were taken off a settlement.
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
with given as (
    select
        refunds.refund_key as money_key,
        'refund' as event_type,
        refunds.refund_day as event_day,
        refunds.order_key,
        refunds.settlement_id,
        refunds.tender as payment_method,
        'Not recorded' as card_scheme,
        refunds.reason,
        'Not recorded' as outcome,
        refunds.currency,
        0 as days_taken,
        0 as payment_cents,
        refunds.amount_cents as refund_cents,
        0 as chargeback_cents,
        0 as fee_cents,
        0 as settled_cents,
        0 as payment_local_cents,
        refunds.amount_local_cents as refund_local_cents,
        0 as chargeback_local_cents,
        0 as fee_local_cents,
        0 as settled_local_cents
    from fct_refunds as refunds
    where refunds.refund_day is not null
),

settled as (
    select
        refunds.refund_key as money_key,
        'settled refund' as event_type,
        refunds.settled_day as event_day,
        refunds.order_key,
        refunds.settlement_id,
        refunds.tender as payment_method,
        'Not recorded' as card_scheme,
        refunds.reason,
        'Not recorded' as outcome,
        refunds.currency,
        refunds.settled_day - refunds.refund_day as days_taken,
        0 as payment_cents,
        0 as refund_cents,
        0 as chargeback_cents,
        0 as fee_cents,
        -refunds.amount_cents as settled_cents,
        0 as payment_local_cents,
        0 as refund_local_cents,
        0 as chargeback_local_cents,
        0 as fee_local_cents,
        -refunds.amount_local_cents as settled_local_cents
    from fct_refunds as refunds
    where refunds.settled_day is not null
),

movements as (
    select * from given
    union all
    select * from settled
)

select * from movements
