-- summary: Contracts that end before they begin.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Merchandising
-- table: vendor_contracts
-- faulty: [starts_on, ends_on]
-- checks: raw_vendor_contracts
-- fix: Correct the days of the contract.
-- grain: contract_id
-- params: {}
-- columns:
--   contract_id: {type: id, title: Contract}
--   vendor_id: {type: id, title: Vendor}
--   starts_on: {type: date, title: Starts}
--   ends_on: {type: date, title: Ends}
select
    contracts.contract_id,
    contracts.vendor_id,
    contracts.starts_on,
    contracts.ends_on
from raw_vendor_contracts as contracts
where contracts.ends_on < contracts.starts_on
