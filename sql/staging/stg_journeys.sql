-- summary: Journeys of followed visitors.
-- grain: journey_id
-- columns:
--   source: {type: text, title: Source}
--   journey_id: {type: id, title: Journey}
--   region: {type: text, title: Region}
--   platform: {type: text, title: Platform}
--   ended_at: {type: timestamp, title: End}
--   ended_date: {type: date, title: Day of the end}
--   order_id: {type: id, title: Order}
--   is_sampled: {type: boolean, title: Sampled}
with loaded as (
    select journeys.*
    from raw_journeys as journeys
    where journeys.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.journey_id,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        coalesce(nullif(trim(loaded.device), ''), 'Not recorded') as platform,
        loaded.ended_at,
        substr(loaded.ended_at, 1, 10) as ended_date,
        coalesce(loaded.order_id, 'Not recorded') as order_id,
        loaded.is_sampled
    from loaded
)

select * from cleaned
