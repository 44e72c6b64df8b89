-- summary: Postal codes that do not have the digits that codes of their country have.
-- tier: validation
-- severity: major
-- tolerance: 0.01
-- owner: Customer service
-- table: addresses
-- faulty: [postal_code]
-- checks: raw_addresses as addresses where addresses.postal_code is not null
-- fix: Correct the postal code; carriers sort by it.
-- grain: address_id
-- params: {}
-- columns:
--   address_id: {type: id, title: Address}
--   customer_id: {type: id, title: Customer}
--   postal_code: {type: text, title: Postal code, tag: address}
--   country: {type: text, title: Country}
with plain as (
    select
        addresses.address_id,
        addresses.customer_id,
        addresses.postal_code,
        regions.country,
        replace(trim(addresses.postal_code), ' ', '') as code,
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
            replace(trim(addresses.postal_code), ' ', ''), '0', ''), '1', ''), '2', ''), '3', ''), '4', ''), '5', ''), '6', ''), '7', ''),
            '8', ''), '9', '') as letters
    from raw_addresses as addresses
    join raw_regions as regions on regions.region = addresses.region
    left join raw_erased_customers as erased on erased.customer_id = addresses.customer_id and erased.source = 'demo'
    where addresses.postal_code is not null
        and erased.customer_id is null
)

select
    plain.address_id,
    plain.customer_id,
    plain.postal_code,
    plain.country
from plain
where (plain.country in ('Germany', 'France', 'Spain', 'Italy', 'United States') and (length(plain.code) <> 5 or plain.letters <> ''))
    or (plain.country = 'India' and (length(plain.code) <> 6 or plain.letters <> ''))
    or (plain.country = 'United Kingdom' and (length(plain.code) < 5 or length(plain.code) > 7 or length(plain.letters) < 3))
