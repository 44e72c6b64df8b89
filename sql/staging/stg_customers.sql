-- summary: Accounts as a shop's system holds them, one row each.
-- grain: customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   signed_up_date: {type: date, title: Signed up}
--   region: {type: text, title: Region, note: Of the first address.}
--   language: {type: text, title: Language}
--   status: {type: text, title: Status}
with loaded as (
    select customers.*
    from raw_customers as customers
    where customers.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.customer_id,
        substr(loaded.signed_up_at, 1, 10) as signed_up_date,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        coalesce(nullif(trim(loaded.language), ''), 'Not recorded') as language,
        coalesce(nullif(trim(loaded.status), ''), 'Not recorded') as status
    from loaded
)

select * from cleaned
