-- summary: Customers of loaded shops that somebody of the sales desk looks after, and when.
-- grain: customer_id, begins_on
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   begins_on: {type: date, title: First day}
--   ends_on: {type: date, title: Last day}
--   salesperson_id: {type: id, title: Salesperson}
with loaded as (
    select accounts.*
    from raw_sales_accounts as accounts
    where accounts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.customer_id,
        loaded.begins_on,
        loaded.ends_on,
        loaded.salesperson_id
    from loaded
)

select * from cleaned
