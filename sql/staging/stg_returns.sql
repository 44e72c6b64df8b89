-- summary: Returns of loaded shops as customers asked for them, with the days of each step.
-- grain: return_id
-- columns:
--   return_id: {type: id, title: Return}
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   line_number: {type: integer, title: Line}
--   product_id: {type: id, title: Product}
--   quantity: {type: integer, title: Quantity}
--   requested_at: {type: timestamp, title: Requested}
--   requested_date: {type: date, title: Day requested}
--   received_date: {type: date, title: Day received}
--   processed_date: {type: date, title: Day processed}
--   reason: {type: text, title: Reason}
--   condition: {type: text, title: Condition}
--   is_resaleable: {type: boolean, title: Resaleable}
--   value_local_cents: {type: integer, title: Value, note: In the order's currency.}
--   status: {type: text, title: Status}
with loaded as (
    select returned.*
    from raw_returns as returned
    where returned.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        loaded.return_id,
        'demo' as source,
        loaded.order_id,
        loaded.line_number,
        coalesce(loaded.product_id, 'Not recorded') as product_id,
        loaded.quantity,
        loaded.requested_at,
        substr(loaded.requested_at, 1, 10) as requested_date,
        substr(loaded.received_at, 1, 10) as received_date,
        loaded.processed_on as processed_date,
        coalesce(nullif(trim(loaded.reason), ''), 'Not recorded') as reason,
        coalesce(nullif(trim(loaded.condition), ''), 'Not recorded') as condition,
        coalesce(loaded.is_resaleable, 0) as is_resaleable,
        loaded.value_cents as value_local_cents,
        coalesce(loaded.status, 'Not recorded') as status
    from loaded
)

select * from cleaned
