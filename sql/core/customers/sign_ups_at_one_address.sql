-- summary: Accounts that were made on the same day as two or more others at the same street and postal code.
-- tier: anomaly
-- severity: major
-- tolerance: 0.002
-- owner: Fraud
-- table: customers
-- faulty: [signed_up_at, addresses.street, addresses.postal_code]
-- checks: raw_customers
-- fix: Review the accounts together before a discount for new customers is honoured.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   day: {type: date, title: Day}
--   accounts: {type: integer, title: Accounts}
with housed as (
    select distinct
        customers.customer_id,
        substr(customers.signed_up_at, 1, 10) as day,
        lower(replace(trim(addresses.street), ' ', '')) || ' ' || lower(replace(trim(addresses.postal_code), ' ', '')) as place
    from raw_customers as customers
    join raw_addresses as addresses on addresses.customer_id = customers.customer_id
    where addresses.street is not null
        and addresses.postal_code is not null
),

counted as (
    select housed.place, housed.day, count(*) as accounts
    from housed
    group by housed.day, housed.place
    having count(*) >= 3
)

select
    housed.customer_id,
    housed.day,
    max(counted.accounts) as accounts
from housed
join counted on counted.place = housed.place and counted.day = housed.day
group by housed.customer_id, housed.day
