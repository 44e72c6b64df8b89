-- summary: Addresses that the same customer has already, case and spaces aside.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.01
-- owner: Customer service
-- table: addresses
-- checks: raw_addresses
-- fix: Delete the later address.
-- grain: address_id
-- params: {}
-- columns:
--   address_id: {type: id, title: Address}
--   customer_id: {type: id, title: Customer}
--   street: {type: text, title: Street, tag: address}
with numbered as (
    select
        addresses.address_id,
        addresses.customer_id,
        addresses.street,
        row_number() over (
            partition by addresses.customer_id, lower(replace(addresses.street, ' ', '')), lower(replace(addresses.postal_code, ' ', ''))
            order by addresses.created_at, addresses.address_id
        ) as position
    from raw_addresses as addresses
    where addresses.street is not null
)

select
    numbered.address_id,
    numbered.customer_id,
    numbered.street
from numbered
where numbered.position > 1
