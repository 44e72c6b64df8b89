-- summary: Customers with five addresses or more.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.01
-- owner: Fraud
-- table: addresses
-- checks: (select distinct addresses.customer_id from raw_addresses as addresses) as housed
-- fix: Look whether several people use the account.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   address_number: {type: integer, title: Addresses}
select
    addresses.customer_id,
    count(*) as address_number
from raw_addresses as addresses
group by addresses.customer_id
having count(*) >= 5
