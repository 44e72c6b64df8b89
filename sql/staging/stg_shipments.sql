-- summary: Shipments of loaded shops, with their times as text and as the day they fell on.
-- grain: shipment_id
-- columns:
--   shipment_id: {type: id, title: Shipment}
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   carrier: {type: text, title: Carrier}
--   service: {type: text, title: Service}
--   warehouse_id: {type: id, title: Warehouse}
--   tracking_number: {type: text, title: Tracking number}
--   ship_by_date: {type: date, title: Ship by}
--   shipped_at: {type: timestamp, title: Shipped}
--   shipped_date: {type: date, title: Day shipped}
--   shipped_sec: {type: integer, title: Second shipped, note: Of the day.}
--   is_scanned: {type: boolean, title: Scanned, note: Whether the carrier ever scanned it.}
--   promised_date: {type: date, title: Promised}
--   delivered_at: {type: timestamp, title: Delivered}
--   delivered_date: {type: date, title: Day delivered}
--   weight_grams: {type: integer, title: Weight}
--   cost_cents: {type: integer, title: Cost, note: 'Of the carrier, in the reporting currency.'}
--   handling_cents: {type: integer, title: Handling, note: Likewise.}
--   packaging_cents: {type: integer, title: Packaging, note: Likewise.}
--   status: {type: text, title: Status}
with loaded as (
    select shipments.*
    from raw_shipments as shipments
    where shipments.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        loaded.shipment_id,
        'demo' as source,
        loaded.order_id,
        coalesce(nullif(trim(loaded.carrier), ''), 'Not recorded') as carrier,
        coalesce(nullif(trim(loaded.service), ''), 'Not recorded') as service,
        coalesce(loaded.warehouse_id, 'Not recorded') as warehouse_id,
        coalesce(nullif(trim(loaded.tracking_number), ''), 'Not recorded') as tracking_number,
        loaded.ship_by as ship_by_date,
        loaded.shipped_at,
        substr(loaded.shipped_at, 1, 10) as shipped_date,
        cast(substr(loaded.shipped_at, 12, 2) as integer) * 3600
            + cast(substr(loaded.shipped_at, 15, 2) as integer) * 60
            + cast(substr(loaded.shipped_at, 18, 2) as integer) as shipped_sec,
        case when loaded.first_scan_at is null then 0 else 1 end as is_scanned,
        loaded.promised_on as promised_date,
        loaded.delivered_at,
        substr(loaded.delivered_at, 1, 10) as delivered_date,
        loaded.weight_grams,
        loaded.cost_cents,
        loaded.handling_cents,
        loaded.packaging_cents,
        coalesce(loaded.status, 'Not recorded') as status
    from loaded
)

select * from cleaned
