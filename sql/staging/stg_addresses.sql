-- summary: Addresses of customers, as far as orders are compared with them.
-- grain: address_id
-- columns:
--   source: {type: text, title: Source}
--   address_id: {type: id, title: Address}
--   customer_id: {type: id, title: Customer}
--   region: {type: text, title: Region}
--   created_date: {type: date, title: Added}
with loaded as (
    select addresses.*
    from raw_addresses as addresses
    where addresses.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.address_id,
        loaded.customer_id,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        substr(loaded.created_at, 1, 10) as created_date
    from loaded
)

select * from cleaned
