-- summary: What a unit of a product costs from a day on, in the reporting currency; an approved table of costs comes before what was loaded.
-- grain: source, product_id, valid_from
-- columns:
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product}
--   valid_from: {type: date, title: Valid from}
--   cost_cents: {type: integer, title: Cost}
with loaded as (
    select
        'demo' as source,
        cost_history.product_id,
        cost_history.valid_from,
        cost_history.cost_cents
    from raw_cost_history as cost_history
    where cost_history.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

approved as (
    select
        overrides.source,
        overrides.product_id,
        overrides.valid_from,
        overrides.cost_cents
    from raw_cost_overrides as overrides
),

known as (
    select
        loaded.source,
        loaded.product_id,
        loaded.valid_from,
        loaded.cost_cents
    from loaded
    left join approved
        on approved.source = loaded.source
        and approved.product_id = loaded.product_id
        and approved.valid_from = loaded.valid_from
    where approved.product_id is null

    union all

    select
        approved.source,
        approved.product_id,
        approved.valid_from,
        approved.cost_cents
    from approved
)

select * from known
