-- summary: Contracts that still hold with vendors who deliver no more.
-- tier: consistency
-- severity: minor
-- tolerance: 0.05
-- owner: Merchandising
-- table: vendor_contracts
-- checks: raw_vendor_contracts
-- fix: End the contract.
-- grain: contract_id
-- params: {as_of_date: date}
-- columns:
--   contract_id: {type: id, title: Contract}
--   vendor_id: {type: id, title: Vendor}
--   ends_on: {type: date, title: Ends}
select
    contracts.contract_id,
    contracts.vendor_id,
    contracts.ends_on
from raw_vendor_contracts as contracts
join raw_vendors as vendors on vendors.vendor_id = contracts.vendor_id
where vendors.status = 'ended'
    and coalesce(contracts.ends_on, '9999-12-31') >= :as_of_date
