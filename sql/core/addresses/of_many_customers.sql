-- summary: Addresses at a street and postal code where five accounts or more live. Goods are forwarded from such places.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.01
-- owner: Fraud
-- table: addresses
-- checks: raw_addresses
-- fix: Review the orders that go there; a dormitory or an office is harmless.
-- grain: address_id
-- params: {}
-- columns:
--   address_id: {type: id, title: Address}
--   customer_id: {type: id, title: Customer}
--   street: {type: text, title: Street, tag: address}
--   customers: {type: integer, title: Customers}
with plain as (
    select
        addresses.address_id,
        addresses.customer_id,
        addresses.street,
        lower(replace(trim(addresses.street), ' ', '')) || ' ' || lower(replace(trim(addresses.postal_code), ' ', '')) as place
    from raw_addresses as addresses
    where addresses.street is not null
        and addresses.postal_code is not null
),

counted as (
    select plain.place, count(distinct plain.customer_id) as customers
    from plain
    group by plain.place
    having count(distinct plain.customer_id) >= 5
)

select
    plain.address_id,
    plain.customer_id,
    plain.street,
    counted.customers
from plain
join counted on counted.place = plain.place
