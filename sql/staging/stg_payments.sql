-- summary: Payments captured, with what their provider keeps.
-- grain: payment_id
-- columns:
--   payment_id: {type: id, title: Payment}
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   attempt_id: {type: id, title: Attempt}
--   captured_at: {type: timestamp, title: Captured at}
--   method: {type: text, title: Method}
--   card_scheme: {type: text, title: Card scheme}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: integer, title: Amount}
--   fee_cents: {type: integer, title: Fee}
--   settlement_id: {type: id, title: Settlement}
with loaded as (
    select
        payments.payment_id,
        'demo' as source,
        payments.order_id,
        payments.attempt_id,
        payments.captured_at,
        coalesce(nullif(trim(payments.method), ''), 'Not recorded') as method,
        coalesce(nullif(trim(payments.card_scheme), ''), 'Not recorded') as card_scheme,
        coalesce(nullif(trim(payments.currency), ''), 'Not recorded') as currency,
        payments.amount_cents,
        payments.fee_cents,
        payments.settlement_id
    from raw_payments as payments
    where payments.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
