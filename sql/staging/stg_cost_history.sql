-- summary: What a unit of a product costs from a day on, in the reporting currency.
-- grain: product_id, valid_from
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
)

select * from loaded
