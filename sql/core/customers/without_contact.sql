-- summary: Active accounts with neither an e-mail address nor a telephone number.
-- tier: completeness
-- severity: major
-- tolerance: 0.01
-- owner: Customer service
-- table: customers
-- faulty: [email, phone]
-- checks: raw_customers as customers where customers.status = 'active'
-- fix: 'Ask for one at the next order: nobody can be told that a parcel is late.'
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   signed_up_at: {type: timestamp, title: Signed up}
--   region: {type: text, title: Region}
select
    customers.customer_id,
    customers.signed_up_at,
    customers.region
from raw_customers as customers
where customers.status = 'active'
    and coalesce(trim(customers.email), '') = ''
    and coalesce(trim(customers.phone), '') = ''
