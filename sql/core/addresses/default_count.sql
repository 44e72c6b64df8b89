-- summary: Customers with several default addresses, or with addresses and no default.
-- tier: consistency
-- severity: minor
-- tolerance: 0.01
-- owner: Customer service
-- table: addresses
-- checks: (select distinct addresses.customer_id from raw_addresses as addresses) as housed
-- fix: Let the customer choose one address to send parcels to.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   default_count: {type: integer, title: Default addresses}
select
    addresses.customer_id,
    sum(addresses.is_default) as default_count
from raw_addresses as addresses
group by addresses.customer_id
having sum(addresses.is_default) <> 1
