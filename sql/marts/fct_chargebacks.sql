-- summary: Disputed card payments from the bank's notice to its decision.
-- grain: chargeback_key
-- params: {reporting_currency: text}
-- indexes: [received_day, order_key]
-- columns:
--   chargeback_key: {type: integer, title: Key}
--   chargeback_id: {type: id, title: Chargeback}
--   order_key: {type: integer, title: Order key}
--   payment_id: {type: id, title: Payment}
--   received_day: {type: integer, title: Day received}
--   answered_day: {type: integer, title: Day answered, note: Missing where it was not.}
--   resolved_day: {type: integer, title: Day decided, note: Missing while it is open.}
--   settled_day: {type: integer, title: Day taken off, note: Missing until then.}
--   won_settled_day: {type: integer, title: Day given back, note: Missing unless it was won.}
--   settlement_id: {type: id, title: Settlement}
--   won_settlement_id: {type: id, title: Settlement of the win}
--   card_scheme: {type: text, title: Card scheme}
--   reason: {type: text, title: Reason}
--   evidence: {type: text, title: Evidence}
--   outcome: {type: text, title: Outcome}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: integer, title: Amount}
--   fee_cents: {type: integer, title: Fee}
--   amount_local_cents: {type: integer, title: Amount}
--   fee_local_cents: {type: integer, title: Fee}
with cards as (
    select payments.source, payments.payment_id, min(payments.card_scheme) as card_scheme
    from stg_payments as payments
    where payments.method = 'Card'
    group by payments.source, payments.payment_id
),

dated as (
    select
        chargebacks.*,
        coalesce(cards.card_scheme, 'Not recorded') as card_scheme,
        documents.document_key as order_key,
        received.day_number as received_day,
        answered.day_number as answered_day,
        resolved.day_number as resolved_day,
        taken.day_number as settled_day,
        given.day_number as won_settled_day,
        case when chargebacks.currency = :reporting_currency then cast(1 as double precision) else rates.rate * 1.00000000000001 end
            as factor
    from stg_chargebacks as chargebacks
    join dim_documents as documents on documents.document_id = chargebacks.order_id and documents.source = chargebacks.source
    join dim_date as received on received.date_day = substr(chargebacks.received_at, 1, 10)
    left join cards on cards.payment_id = chargebacks.payment_id and cards.source = chargebacks.source
    left join dim_date as answered on answered.date_day = chargebacks.evidence_sent_on
    left join dim_date as resolved on resolved.date_day = chargebacks.resolved_on
    left join dim_rates as rates on rates.rate_day = documents.document_day and rates.currency = chargebacks.currency
    left join stg_settlements as batches on batches.settlement_id = chargebacks.settlement_id
    left join dim_date as taken on taken.date_day = batches.settled_on
    left join stg_settlements as won_batches on won_batches.settlement_id = chargebacks.won_settlement_id
    left join dim_date as given on given.date_day = won_batches.settled_on
),

chargebacks as (
    select
        row_number() over (order by dated.source, dated.chargeback_id, dated.received_at) as chargeback_key,
        dated.chargeback_id,
        dated.order_key,
        coalesce(dated.payment_id, 'Not recorded') as payment_id,
        dated.received_day,
        dated.answered_day,
        dated.resolved_day,
        dated.settled_day,
        dated.won_settled_day,
        coalesce(dated.settlement_id, 'Not recorded') as settlement_id,
        coalesce(dated.won_settlement_id, 'Not recorded') as won_settlement_id,
        dated.card_scheme,
        dated.reason,
        dated.evidence,
        dated.outcome,
        dated.currency,
        cast(floor(dated.amount_cents * dated.factor + 0.5) as bigint) as amount_cents,
        cast(floor(dated.fee_cents * dated.factor + 0.5) as bigint) as fee_cents,
        dated.amount_cents as amount_local_cents,
        dated.fee_cents as fee_local_cents
    from dated
)

select * from chargebacks
