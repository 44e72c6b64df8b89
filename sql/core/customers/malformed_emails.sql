-- summary: >-
--   E-mail addresses that no message can reach: no or several at signs, a space, dots in a row or at an end, no ending, too long.
-- tier: validation
-- severity: major
-- tolerance: 0.01
-- owner: Customer service
-- table: customers
-- faulty: [email]
-- checks: raw_customers as customers where customers.email is not null
-- fix: Ask the customer for the address at the next contact; send nothing there meanwhile.
-- grain: customer_id
-- params: {as_of_day: integer}
-- columns:
--   customer_id: {type: id, title: Customer}
--   email: {type: text, title: E-mail, tag: email}
--   reason: {type: text, title: Reason}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales to the customer in the last 365 days.}
with sizes as (
    select 2 as size
    union all select 3 as size
    union all select 4 as size
    union all select 5 as size
    union all select 6 as size
    union all select 7 as size
    union all select 8 as size
    union all select 9 as size
    union all select 10 as size
    union all select 11 as size
    union all select 12 as size
    union all select 13 as size
),

given as (
    select
        customers.customer_id,
        customers.email,
        lower(trim(customers.email)) as plain,
        length(trim(customers.email)) as letters,
        length(customers.email) - length(replace(customers.email, '@', '')) as signs
    from raw_customers as customers
    where customers.email is not null
),

endings as (
    -- The ending is what stands behind the last dot; an address without one has its at sign there.
    select given.customer_id
    from given
    join sizes on substr(given.plain, given.letters - sizes.size, 1) = '.'
    where replace(replace(substr(given.plain, given.letters - sizes.size + 1), '.', ''), '@', '')
        = substr(given.plain, given.letters - sizes.size + 1)
        and substr(given.plain, given.letters - sizes.size - 1, 1) <> '@'
),

reasoned as (
    select
        given.customer_id,
        given.email,
        case
            when given.plain = '' then 'empty'
            when given.signs = 0 then 'no at sign'
            when given.signs > 1 then 'several at signs'
            when replace(given.plain, ' ', '') <> given.plain then 'a space'
            when replace(given.plain, '..', '') <> given.plain then 'dots in a row'
            when substr(given.plain, 1, 1) in ('@', '.') or substr(given.plain, given.letters, 1) in ('@', '.') then 'begins or ends wrong'
            when replace(replace(given.plain, '.@', ''), '@.', '') <> given.plain then 'a dot beside the at sign'
            when given.letters < 6 or given.letters > 254 then 'too short or too long'
            when endings.customer_id is null then 'no ending'
        end as reason
    from given
    left join endings on endings.customer_id = given.customer_id
),

worth as (
    select customers.customer_id, sum(orders.net_cents) as net_cents
    from fct_orders as orders
    join dim_customers as customers on customers.customer_key = orders.customer_key
    where orders.order_day between :as_of_day - 364 and :as_of_day
        and customers.source = 'demo'
    group by customers.customer_id
)

select
    reasoned.customer_id,
    reasoned.email,
    reasoned.reason,
    worth.net_cents as at_risk_cents
from reasoned
left join worth on worth.customer_id = reasoned.customer_id
where reasoned.reason is not null
