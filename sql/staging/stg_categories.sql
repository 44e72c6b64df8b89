-- summary: Categories with the department that each belongs to.
-- grain: category
-- columns:
--   source: {type: text, title: Source}
--   category: {type: id, title: Category}
--   department: {type: text, title: Department}
with loaded as (
    select categories.*
    from raw_categories as categories
    where categories.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.category,
        coalesce(nullif(trim(loaded.department), ''), 'Not recorded') as department
    from loaded
)

select * from cleaned
