-- summary: Orders as a shop's system holds them, for what their lines do not tell.
-- grain: order_id
-- columns:
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   customer_id: {type: id, title: Customer, note: Empty for a guest.}
--   order_date: {type: date, title: Placed}
--   region: {type: text, title: Region}
--   device_id: {type: id, title: Device}
--   shipping_address_id: {type: id, title: Address}
--   is_gift: {type: boolean, title: Gift}
--   code: {type: text, title: Code, note: 'Entered by the customer; None without one.'}
with loaded as (
    select orders.*
    from raw_orders as orders
    where orders.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.order_id,
        loaded.customer_id,
        substr(loaded.ordered_at, 1, 10) as order_date,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        coalesce(loaded.device_id, 'Not recorded') as device_id,
        loaded.shipping_address_id,
        loaded.is_gift,
        coalesce(upper(nullif(trim(loaded.code), '')), 'None') as code
    from loaded
)

select * from cleaned
