-- summary: Addresses without a street, a city or a postal code. Addresses of people who were erased are left out.
-- tier: completeness
-- severity: major
-- tolerance: 0.005
-- owner: Customer service
-- table: addresses
-- faulty: [street, city, postal_code]
-- checks: raw_addresses
-- fix: Ask the customer for the address before anything is sent there.
-- grain: address_id
-- params: {}
-- columns:
--   address_id: {type: id, title: Address}
--   customer_id: {type: id, title: Customer}
--   street: {type: text, title: Street, tag: address}
--   city: {type: text, title: City, tag: address}
--   postal_code: {type: text, title: Postal code, tag: address}
select
    addresses.address_id,
    addresses.customer_id,
    addresses.street,
    addresses.city,
    addresses.postal_code
from raw_addresses as addresses
left join raw_erased_customers as erased on erased.customer_id = addresses.customer_id and erased.source = 'demo'
where erased.customer_id is null
    and (
        coalesce(trim(addresses.street), '') = ''
        or coalesce(trim(addresses.city), '') = ''
        or coalesce(trim(addresses.postal_code), '') = ''
    )
