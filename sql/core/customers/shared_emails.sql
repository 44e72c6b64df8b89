-- summary: Accounts whose e-mail address, case and spaces aside, stands on another account too.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.03
-- owner: Customer service
-- table: customers
-- checks: raw_customers as customers where customers.email is not null
-- fix: Look at the accounts side by side under duplicates, and propose to merge them.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   email: {type: text, title: E-mail, tag: email}
--   accounts: {type: integer, title: Accounts}
with plain as (
    select
        customers.customer_id,
        customers.email,
        replace(lower(trim(customers.email)), ' ', '') as address
    from raw_customers as customers
    where customers.email is not null
),

counted as (
    select plain.address, count(*) as accounts
    from plain
    where plain.address <> ''
    group by plain.address
    having count(*) > 1
)

select
    plain.customer_id,
    plain.email,
    counted.accounts
from plain
join counted on counted.address = plain.address
