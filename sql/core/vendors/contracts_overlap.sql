-- summary: Contracts with the same vendor for the same category whose days overlap an earlier one.
-- tier: consistency
-- severity: minor
-- tolerance: 0.05
-- owner: Merchandising
-- table: vendor_contracts
-- checks: raw_vendor_contracts
-- fix: End the earlier contract on the day before.
-- grain: contract_id
-- params: {}
-- columns:
--   contract_id: {type: id, title: Contract}
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
--   starts_on: {type: date, title: Starts}
select distinct
    contracts.contract_id,
    contracts.vendor_id,
    contracts.category,
    contracts.starts_on
from raw_vendor_contracts as contracts
join raw_vendor_contracts as earlier on earlier.vendor_id = contracts.vendor_id and earlier.category = contracts.category
where earlier.contract_id <> contracts.contract_id
    and (
        earlier.starts_on < contracts.starts_on
        or (earlier.starts_on = contracts.starts_on and earlier.contract_id < contracts.contract_id)
    )
    and coalesce(earlier.ends_on, '9999-12-31') >= contracts.starts_on
