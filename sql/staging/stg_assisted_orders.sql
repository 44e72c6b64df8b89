-- summary: Orders of loaded shops that somebody of the sales desk took.
-- grain: order_id
-- columns:
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   salesperson_id: {type: id, title: Salesperson}
with loaded as (
    select assisted.*
    from raw_assisted_orders as assisted
    where assisted.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.order_id,
        loaded.salesperson_id
    from loaded
)

select * from cleaned
