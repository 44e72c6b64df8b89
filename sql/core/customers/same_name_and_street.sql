-- summary: Accounts with the same initial, family name and street as another account. A family may look like this too.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.05
-- owner: Customer service
-- table: customers
-- checks: raw_customers as customers where customers.last_name is not null
-- fix: Look at the accounts side by side under duplicates, and propose to merge them.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   last_name: {type: text, title: Family name, tag: name}
--   accounts: {type: integer, title: Accounts}
with housed as (
    select
        customers.customer_id,
        customers.last_name,
        lower(substr(trim(customers.first_name), 1, 1)) || ' ' || lower(trim(customers.last_name)) || ' '
            || lower(replace(trim(addresses.street), ' ', '')) || ' ' || lower(replace(trim(addresses.postal_code), ' ', '')) as place
    from raw_customers as customers
    join raw_addresses as addresses on addresses.customer_id = customers.customer_id
    where customers.last_name is not null
        and customers.first_name is not null
        and addresses.street is not null
        and addresses.postal_code is not null
),

counted as (
    select housed.place, count(distinct housed.customer_id) as accounts
    from housed
    group by housed.place
    having count(distinct housed.customer_id) > 1
)

select
    housed.customer_id,
    min(housed.last_name) as last_name,
    max(counted.accounts) as accounts
from housed
join counted on counted.place = housed.place
group by housed.customer_id
