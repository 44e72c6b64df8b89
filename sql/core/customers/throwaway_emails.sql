-- summary: E-mail addresses of services that give them out for ten minutes.
-- tier: validation
-- severity: minor
-- tolerance: 0.01
-- owner: Fraud
-- table: customers
-- checks: raw_customers as customers where customers.email is not null
-- fix: Ask for another address before the next order with a discount for new customers.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   email: {type: text, title: E-mail, tag: email}
with services as (
    select 'mailinator.com' as domain
    union all select 'guerrillamail.com' as domain
    union all select '10minutemail.com' as domain
    union all select 'yopmail.com' as domain
    union all select 'trashmail.com' as domain
    union all select 'tempmail.com' as domain
    union all select 'temp-mail.org' as domain
    union all select 'throwawaymail.com' as domain
    union all select 'sharklasers.com' as domain
    union all select 'getnada.com' as domain
    union all select 'maildrop.cc' as domain
    union all select 'dispostable.com' as domain
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
    given.email
from given
join services on substr(given.plain, length(given.plain) - length(services.domain)) = '@' || services.domain
