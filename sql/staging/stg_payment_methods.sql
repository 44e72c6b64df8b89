-- summary: Means of payment that customers stored.
-- grain: payment_method_id
-- columns:
--   source: {type: text, title: Source}
--   payment_method_id: {type: id, title: Means of payment}
--   customer_id: {type: id, title: Customer}
--   created_date: {type: date, title: Added}
with loaded as (
    select payment_methods.*
    from raw_payment_methods as payment_methods
    where payment_methods.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.payment_method_id,
        loaded.customer_id,
        substr(loaded.created_at, 1, 10) as created_date
    from loaded
)

select * from cleaned
