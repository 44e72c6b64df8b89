-- summary: Points given, redeemed and expired.
-- grain: loyalty_event_id
-- columns:
--   source: {type: text, title: Source}
--   loyalty_event_id: {type: id, title: Event}
--   customer_id: {type: id, title: Customer}
--   occurred_at: {type: timestamp, title: Time}
--   occurred_date: {type: date, title: Day}
--   kind: {type: text, title: Kind}
--   points: {type: integer, title: Points}
--   order_id: {type: id, title: Order}
with loaded as (
    select loyalty_events.*
    from raw_loyalty_events as loyalty_events
    where loyalty_events.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.loyalty_event_id,
        loaded.customer_id,
        loaded.occurred_at,
        substr(loaded.occurred_at, 1, 10) as occurred_date,
        coalesce(nullif(trim(loaded.kind), ''), 'Not recorded') as kind,
        loaded.points,
        coalesce(loaded.order_id, 'Not recorded') as order_id
    from loaded
)

select * from cleaned
