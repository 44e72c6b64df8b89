-- summary: People of the sales desk of loaded shops.
-- grain: salesperson_id
-- columns:
--   salesperson_id: {type: id, title: Salesperson}
--   source: {type: text, title: Source}
--   salesperson_name: {type: text, title: Name}
--   team: {type: text, title: Team}
--   region: {type: text, title: Region}
--   hired_on: {type: date, title: Hired}
--   left_on: {type: date, title: Left}
with loaded as (
    select staff.*
    from raw_sales_staff as staff
    where staff.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        loaded.salesperson_id,
        'demo' as source,
        coalesce(nullif(trim(loaded.salesperson_name), ''), 'Not recorded') as salesperson_name,
        coalesce(nullif(trim(loaded.team), ''), 'Not recorded') as team,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        loaded.hired_on,
        loaded.left_on
    from loaded
)

select * from cleaned
