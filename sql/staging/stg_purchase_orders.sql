-- summary: Orders placed with vendors.
-- grain: purchase_order_id
-- columns:
--   purchase_order_id: {type: id, title: Purchase order}
--   vendor_id: {type: id, title: Vendor}
--   warehouse_id: {type: id, title: Warehouse}
--   order_type: {type: text, title: Type}
--   ordered_on: {type: date, title: Ordered on}
--   expected_on: {type: date, title: Expected on}
with loaded as (
    select
        orders.purchase_order_id,
        orders.vendor_id,
        orders.warehouse_id,
        coalesce(nullif(trim(orders.order_type), ''), 'Not recorded') as order_type,
        orders.ordered_on,
        orders.expected_on
    from raw_purchase_orders as orders
    where orders.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
