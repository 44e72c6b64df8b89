-- summary: Devices that orders were placed from.
-- grain: device_id
-- columns:
--   source: {type: text, title: Source}
--   device_id: {type: id, title: Device}
--   first_seen_date: {type: date, title: First seen}
with loaded as (
    select devices.*
    from raw_devices as devices
    where devices.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.device_id,
        substr(loaded.first_seen_at, 1, 10) as first_seen_date
    from loaded
)

select * from cleaned
