-- summary: Accounts that were made after the last day of the data.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Customer service
-- table: customers
-- faulty: [signed_up_at]
-- checks: raw_customers
-- fix: Correct the day of the account.
-- grain: customer_id
-- params: {as_of_date: date}
-- columns:
--   customer_id: {type: id, title: Customer}
--   signed_up_at: {type: timestamp, title: Signed up}
select
    customers.customer_id,
    customers.signed_up_at
from raw_customers as customers
where substr(customers.signed_up_at, 1, 10) > :as_of_date
