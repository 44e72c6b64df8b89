-- summary: Accounts whose telephone number, signs and spaces aside, stands on another account too. Households share one.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.05
-- owner: Customer service
-- table: customers
-- checks: raw_customers as customers where customers.phone is not null
-- fix: Look at the accounts side by side under duplicates, and propose to merge them.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   phone: {type: text, title: Phone, tag: phone}
--   accounts: {type: integer, title: Accounts}
with plain as (
    select
        customers.customer_id,
        customers.phone,
        replace(replace(replace(replace(replace(replace(
            trim(customers.phone), ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '+', '') as digits
    from raw_customers as customers
    where customers.phone is not null
),

counted as (
    select plain.digits, count(*) as accounts
    from plain
    where length(plain.digits) >= 7
    group by plain.digits
    having count(*) > 1
)

select
    plain.customer_id,
    plain.phone,
    counted.accounts
from plain
join counted on counted.digits = plain.digits
