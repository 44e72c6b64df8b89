-- summary: Customers who must not be written to.
-- grain: customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   suppressed_date: {type: date, title: From}
--   reason: {type: text, title: Reason}
with loaded as (
    select suppressions.*
    from raw_suppressions as suppressions
    where suppressions.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.customer_id,
        loaded.suppressed_on as suppressed_date,
        coalesce(nullif(trim(loaded.reason), ''), 'Not recorded') as reason
    from loaded
)

select * from cleaned
