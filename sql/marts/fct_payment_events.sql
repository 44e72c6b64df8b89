-- summary: Money on its way, one row each time a payment, refund or chargeback is made and each time it is settled.
-- grain: event_key
-- indexes: [event_day, order_key]
-- columns:
--   event_key: {type: integer, title: Key}
--   event_type: {type: text, title: Event, note: 'payment, refund, chargeback, decision, settled payment, settled refund, settled chargeback or settled win.'}
--   event_day: {type: integer, title: Day}
--   order_key: {type: integer, title: Order key}
--   settlement_id: {type: id, title: Settlement}
--   channel: {type: text, title: Channel}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method, note: Tender of a refund.}
--   card_scheme: {type: text, title: Card scheme}
--   reason: {type: text, title: Reason, note: Of a refund or chargeback.}
--   outcome: {type: text, title: Outcome, note: Of a chargeback.}
--   currency: {type: text, title: Currency}
--   days_taken: {type: integer, title: Days, note: From the payment to its settlement.}
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
with moved as (
    select * from payment_movements
    union all
    select * from refund_movements
    union all
    select * from chargeback_movements
),

events as (
    -- A number for each of the eight types, not a row number: that would sort millions of wide rows.
    select
        moved.money_key * 8
        + case moved.event_type
            when 'payment' then 0
            when 'settled payment' then 1
            when 'refund' then 2
            when 'settled refund' then 3
            when 'chargeback' then 4
            when 'decision' then 5
            when 'settled chargeback' then 6
            when 'settled win' then 7
        end as event_key,
        moved.event_type,
        moved.event_day,
        moved.order_key,
        moved.settlement_id,
        documents.channel,
        documents.country,
        documents.region,
        moved.payment_method,
        moved.card_scheme,
        moved.reason,
        moved.outcome,
        moved.currency,
        moved.days_taken,
        moved.payment_cents,
        moved.refund_cents,
        moved.chargeback_cents,
        moved.fee_cents,
        moved.settled_cents,
        moved.payment_local_cents,
        moved.refund_local_cents,
        moved.chargeback_local_cents,
        moved.fee_local_cents,
        moved.settled_local_cents
    from moved
    join dim_documents as documents on documents.document_key = moved.order_key
)

select * from events
