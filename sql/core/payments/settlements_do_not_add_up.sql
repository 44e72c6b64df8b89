-- summary: Batches of which what reached the bank is not payments less refunds, chargebacks and fees.
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: settlements
-- faulty: [settled_cents, payments_cents, refunds_cents, chargebacks_cents, fees_cents]
-- checks: raw_settlements
-- fix: Ask the provider for the statement of the batch.
-- grain: settlement_id
-- params: {}
-- columns:
--   settlement_id: {type: id, title: Settlement}
--   provider: {type: text, title: Provider}
--   currency: {type: text, title: Currency}
--   settled_cents: {type: money, title: Settled}
--   summed_cents: {type: money, title: Summed}
select
    settlements.settlement_id,
    settlements.provider,
    settlements.currency,
    settlements.settled_cents,
    settlements.payments_cents - settlements.refunds_cents - settlements.chargebacks_cents - settlements.fees_cents as summed_cents
from raw_settlements as settlements
where settlements.settled_cents
    <> settlements.payments_cents - settlements.refunds_cents - settlements.chargebacks_cents - settlements.fees_cents
