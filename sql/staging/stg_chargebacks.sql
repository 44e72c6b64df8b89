-- summary: Disputed card payments with evidence and outcome.
-- grain: chargeback_id
-- columns:
--   chargeback_id: {type: id, title: Chargeback}
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   payment_id: {type: id, title: Payment}
--   received_at: {type: timestamp, title: Received at}
--   reason: {type: text, title: Reason}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: integer, title: Amount}
--   fee_cents: {type: integer, title: Fee}
--   evidence: {type: text, title: Evidence}
--   evidence_sent_on: {type: date, title: Evidence sent on}
--   outcome: {type: text, title: Outcome}
--   resolved_on: {type: date, title: Resolved on}
--   settlement_id: {type: id, title: Settlement}
--   won_settlement_id: {type: id, title: Won settlement}
with loaded as (
    select
        chargebacks.chargeback_id,
        'demo' as source,
        chargebacks.order_id,
        chargebacks.payment_id,
        chargebacks.received_at,
        coalesce(nullif(trim(chargebacks.reason), ''), 'Not recorded') as reason,
        coalesce(nullif(trim(chargebacks.currency), ''), 'Not recorded') as currency,
        chargebacks.amount_cents,
        chargebacks.fee_cents,
        coalesce(nullif(trim(chargebacks.evidence), ''), 'None') as evidence,
        chargebacks.evidence_sent_on,
        coalesce(nullif(trim(chargebacks.outcome), ''), 'Not recorded') as outcome,
        chargebacks.resolved_on,
        chargebacks.settlement_id,
        chargebacks.won_settlement_id
    from raw_chargebacks as chargebacks
    where chargebacks.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
