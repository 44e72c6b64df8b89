-- summary: Codes of the shop's own.
-- grain: code
-- columns:
--   source: {type: text, title: Source}
--   code: {type: id, title: Code}
--   purpose: {type: text, title: Purpose}
--   discount_rate: {type: decimal, title: Discount}
with loaded as (
    select discount_codes.*
    from raw_discount_codes as discount_codes
    where discount_codes.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.code,
        coalesce(nullif(trim(loaded.purpose), ''), 'Not recorded') as purpose,
        loaded.discount_rate
    from loaded
)

select * from cleaned
