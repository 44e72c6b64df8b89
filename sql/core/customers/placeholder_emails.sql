-- summary: >-
--   E-mail addresses that somebody typed only to fill the field: test, none, the same few letters on both sides of the at sign.
-- tier: validation
-- severity: minor
-- tolerance: 0.005
-- owner: Customer service
-- table: customers
-- checks: raw_customers as customers where customers.email is not null
-- fix: Ask the customer for an address; send nothing to this one.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   email: {type: text, title: E-mail, tag: email}
with words as (
    select 'test' as word
    union all select 'none' as word
    union all select 'asdf' as word
    union all select 'fake' as word
    union all select 'noreply' as word
    union all select 'noemail' as word
    union all select 'example' as word
    union all select 'aaa' as word
    union all select 'a' as word
    union all select 'x' as word
    union all select 'abc' as word
    union all select 'unknown' as word
),

given as (
    select
        customers.customer_id,
        customers.email,
        lower(trim(customers.email)) as plain
    from raw_customers as customers
    where customers.email is not null
)

select distinct
    given.customer_id,
    given.email
from given
join words on substr(given.plain, 1, length(words.word) + 1) = words.word || '@'
where substr(given.plain, length(words.word) + 2, length(words.word) + 1) = words.word || '.'
    or words.word in ('noreply', 'noemail', 'unknown', 'fake')
