-- summary: Attempts to pay, authorised or declined.
-- grain: attempt_id
-- columns:
--   attempt_id: {type: id, title: Attempt}
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   attempted_at: {type: timestamp, title: Attempted at}
--   attempt_number: {type: integer, title: Attempt number}
--   method: {type: text, title: Method}
--   card_scheme: {type: text, title: Card scheme}
--   issuer_country: {type: text, title: Issuer country}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: integer, title: Amount}
--   is_authorised: {type: boolean, title: Authorised}
--   decline_reason: {type: text, title: Decline reason}
--   is_soft_decline: {type: boolean, title: Soft decline}
with loaded as (
    select
        payment_attempts.attempt_id,
        'demo' as source,
        payment_attempts.order_id,
        payment_attempts.attempted_at,
        payment_attempts.attempt_number,
        coalesce(nullif(trim(payment_attempts.method), ''), 'Not recorded') as method,
        coalesce(nullif(trim(payment_attempts.card_scheme), ''), 'Not recorded') as card_scheme,
        coalesce(nullif(trim(payment_attempts.issuer_country), ''), 'Not recorded') as issuer_country,
        coalesce(nullif(trim(payment_attempts.currency), ''), 'Not recorded') as currency,
        payment_attempts.amount_cents,
        payment_attempts.is_authorised,
        coalesce(nullif(trim(payment_attempts.decline_reason), ''), 'Authorised') as decline_reason,
        payment_attempts.is_soft_decline
    from raw_payment_attempts as payment_attempts
    where payment_attempts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
