-- summary: E-mail addresses at a domain that is a slip of the finger away from a large provider, with the one that was meant.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.005
-- owner: Customer service
-- table: customers
-- faulty: [email]
-- checks: raw_customers as customers where customers.email is not null
-- fix: Ask the customer whether the suggested domain was meant, and correct it.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   email: {type: text, title: E-mail, tag: email}
--   suggested_domain: {type: text, title: Suggested domain}
with slips as (
    select 'gmial.com' as domain, 'gmail.com' as suggested_domain
    union all select 'gmai.com' as domain, 'gmail.com' as suggested_domain
    union all select 'gamil.com' as domain, 'gmail.com' as suggested_domain
    union all select 'gmail.con' as domain, 'gmail.com' as suggested_domain
    union all select 'gnail.com' as domain, 'gmail.com' as suggested_domain
    union all select 'yaho.com' as domain, 'yahoo.com' as suggested_domain
    union all select 'yahooo.com' as domain, 'yahoo.com' as suggested_domain
    union all select 'yhaoo.com' as domain, 'yahoo.com' as suggested_domain
    union all select 'hotmial.com' as domain, 'hotmail.com' as suggested_domain
    union all select 'hotmal.com' as domain, 'hotmail.com' as suggested_domain
    union all select 'hotmail.con' as domain, 'hotmail.com' as suggested_domain
    union all select 'outlok.com' as domain, 'outlook.com' as suggested_domain
    union all select 'outloook.com' as domain, 'outlook.com' as suggested_domain
    union all select 'iclod.com' as domain, 'icloud.com' as suggested_domain
    union all select 'icoud.com' as domain, 'icloud.com' as suggested_domain
    union all select 'protn.me' as domain, 'proton.me' as suggested_domain
    union all select 'protonmial.com' as domain, 'protonmail.com' as suggested_domain
),

given as (
    select
        customers.customer_id,
        customers.email,
        lower(trim(customers.email)) as plain
    from raw_customers as customers
    where customers.email is not null
)

select
    given.customer_id,
    given.email,
    slips.suggested_domain
from given
join slips on substr(given.plain, length(given.plain) - length(slips.domain)) = '@' || slips.domain
