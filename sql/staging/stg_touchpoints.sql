-- summary: Contacts of followed visitors with a marketing channel.
-- grain: journey_id, position
-- columns:
--   source: {type: text, title: Source}
--   journey_id: {type: id, title: Journey}
--   position: {type: integer, title: Position}
--   touched_at: {type: timestamp, title: Time}
--   touched_date: {type: date, title: Day}
--   marketing_channel: {type: text, title: Marketing channel}
--   campaign_id: {type: id, title: Campaign}
with loaded as (
    select touchpoints.*
    from raw_touchpoints as touchpoints
    where touchpoints.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.journey_id,
        loaded.position,
        loaded.touched_at,
        substr(loaded.touched_at, 1, 10) as touched_date,
        coalesce(nullif(trim(loaded.marketing_channel), ''), 'Not recorded') as marketing_channel,
        coalesce(loaded.campaign_id, 'Not recorded') as campaign_id
    from loaded
)

select * from cleaned
