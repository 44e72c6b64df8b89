-- summary: Orders that tracking credits to a post.
-- grain: order_id
-- columns:
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   post_id: {type: id, title: Post}
--   method: {type: text, title: Method, note: Code or Link.}
--   value_cents: {type: integer, title: Value, note: As tracking counted it.}
with loaded as (
    select tracking.*
    from raw_influencer_tracking as tracking
    where tracking.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.order_id,
        loaded.post_id,
        coalesce(nullif(trim(loaded.method), ''), 'Not recorded') as method,
        loaded.value_cents
    from loaded
)

select * from cleaned
