-- summary: >-
--   Active accounts of which fewer than four of seven things are known: e-mail, telephone, name, language, address, year of
--   birth, gender.
-- tier: completeness
-- severity: minor
-- tolerance: 0.25
-- owner: Customer service
-- table: customers
-- checks: raw_customers as customers where customers.status = 'active'
-- fix: Ask for what is missing where it helps the customer; nobody has to tell it.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   signed_up_at: {type: timestamp, title: Signed up}
--   known_number: {type: integer, title: Known, note: Of seven.}
with housed as (
    select distinct addresses.customer_id
    from raw_addresses as addresses
    where addresses.street is not null
        and addresses.city is not null
),

scored as (
    select
        customers.customer_id,
        customers.signed_up_at,
        case when coalesce(trim(customers.email), '') = '' then 0 else 1 end
            + case when coalesce(trim(customers.phone), '') = '' then 0 else 1 end
            + case when coalesce(trim(customers.last_name), '') = '' then 0 else 1 end
            + case when coalesce(trim(customers.language), '') = '' then 0 else 1 end
            + case when housed.customer_id is null then 0 else 1 end
            + case when told.birth_year is null then 0 else 1 end
            + case when told.gender is null then 0 else 1 end as known_number
    from raw_customers as customers
    left join housed on housed.customer_id = customers.customer_id
    left join raw_customer_demographics as told on told.customer_id = customers.customer_id
    where customers.status = 'active'
)

select
    scored.customer_id,
    scored.signed_up_at,
    scored.known_number
from scored
where scored.known_number < 4
