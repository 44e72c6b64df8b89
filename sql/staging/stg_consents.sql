-- summary: Consent to be contacted, each time it changed.
-- grain: customer_id, medium, changed_at
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   medium: {type: text, title: Medium}
--   changed_at: {type: timestamp, title: Time}
--   is_given: {type: boolean, title: Given}
with loaded as (
    select consents.*
    from raw_consents as consents
    where consents.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.customer_id,
        coalesce(nullif(trim(loaded.medium), ''), 'Not recorded') as medium,
        loaded.changed_at,
        loaded.is_given
    from loaded
)

select * from cleaned
