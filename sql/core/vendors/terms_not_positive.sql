-- summary: Contracts with a lead time below a day or a smallest order below one unit.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Merchandising
-- table: vendor_contracts
-- faulty: [lead_time_days, minimum_order_units]
-- checks: raw_vendor_contracts
-- fix: Correct the terms.
-- grain: contract_id
-- params: {}
-- columns:
--   contract_id: {type: id, title: Contract}
--   vendor_id: {type: id, title: Vendor}
--   lead_time_days: {type: integer, title: Lead time days}
--   minimum_order_units: {type: integer, title: Minimum order units}
select
    contracts.contract_id,
    contracts.vendor_id,
    contracts.lead_time_days,
    contracts.minimum_order_units
from raw_vendor_contracts as contracts
where contracts.lead_time_days < 1
    or contracts.minimum_order_units < 1
