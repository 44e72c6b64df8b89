-- summary: Exchanges of loaded shops, each for one return, with what was wanted instead of money.
-- grain: exchange_id
-- columns:
--   exchange_id: {type: id, title: Exchange}
--   source: {type: text, title: Source}
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order}
--   kind: {type: text, title: Kind}
--   product_id: {type: id, title: Product wanted}
--   quantity: {type: integer, title: Quantity}
--   requested_date: {type: date, title: Day requested}
--   shipped_date: {type: date, title: Day sent}
--   price_difference_cents: {type: integer, title: Price difference}
--   status: {type: text, title: Status}
with loaded as (
    select exchanged.*
    from raw_exchanges as exchanged
    where exchanged.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        loaded.exchange_id,
        'demo' as source,
        loaded.return_id,
        loaded.order_id,
        coalesce(nullif(trim(loaded.kind), ''), 'Not recorded') as kind,
        coalesce(loaded.product_id, 'Not recorded') as product_id,
        loaded.quantity,
        substr(loaded.requested_at, 1, 10) as requested_date,
        substr(loaded.shipped_at, 1, 10) as shipped_date,
        loaded.price_difference_cents,
        coalesce(loaded.status, 'Not recorded') as status
    from loaded
)

select * from cleaned
