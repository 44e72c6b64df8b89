-- summary: Accounts that lack a first or a family name, or have one letter or the same word as both.
-- tier: completeness
-- severity: minor
-- tolerance: 0.02
-- owner: Customer service
-- table: customers
-- checks: raw_customers
-- fix: Ask for the name at the next contact.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   first_name: {type: text, title: First name, tag: name}
--   last_name: {type: text, title: Family name, tag: name}
select
    customers.customer_id,
    customers.first_name,
    customers.last_name
from raw_customers as customers
left join raw_erased_customers as erased on erased.customer_id = customers.customer_id and erased.source = 'demo'
where erased.customer_id is null
    and (
        length(coalesce(trim(customers.first_name), '')) < 1
        or length(coalesce(trim(customers.last_name), '')) < 2
        or lower(trim(customers.first_name)) = lower(trim(customers.last_name))
    )
