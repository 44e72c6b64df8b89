-- summary: Orders with the circumstances they were placed in, of shops that record them.
-- grain: order_key
-- indexes: [order_day, customer_key]
-- columns:
--   order_key: {type: integer, title: Order key}
--   order_id: {type: id, title: Order, drill: order}
--   source: {type: text, title: Source}
--   customer_key: {type: integer, title: Customer key}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
--   order_day: {type: integer, title: Day}
--   device_id: {type: id, title: Device}
--   is_gift: {type: boolean, title: Gift}
--   has_device: {type: boolean, title: Device known}
--   is_new_device: {type: boolean, title: New device, note: First seen on the day of the order.}
--   has_address: {type: boolean, title: Address known}
--   is_new_address: {type: boolean, title: New address, note: Added on the day of the order.}
--   has_account: {type: boolean, title: With an account}
--   is_away: {type: boolean, title: Away, note: Sent to another region than the account's.}
with circumstances as (
    select
        placed.source,
        placed.order_id,
        placed.device_id,
        placed.is_gift,
        case when devices.device_id is null then 0 else 1 end as has_device,
        case when devices.first_seen_date = placed.order_date then 1 else 0 end as is_new_device,
        case when addresses.address_id is null then 0 else 1 end as has_address,
        case when addresses.created_date = placed.order_date then 1 else 0 end as is_new_address,
        case when accounts.customer_id is null then 0 else 1 end as has_account,
        case when accounts.customer_id is not null and accounts.region <> placed.region then 1 else 0 end as is_away
    from stg_orders as placed
    left join stg_devices as devices on devices.device_id = placed.device_id and devices.source = placed.source
    left join stg_addresses as addresses
        on addresses.address_id = placed.shipping_address_id and addresses.source = placed.source
    left join stg_customers as accounts on accounts.customer_id = placed.customer_id and accounts.source = placed.source
),

checkouts as (
    select
        orders.order_key,
        orders.order_id,
        orders.source,
        orders.customer_key,
        orders.channel,
        orders.platform,
        orders.country,
        orders.region,
        orders.payment_method,
        orders.order_day,
        circumstances.device_id,
        circumstances.is_gift,
        circumstances.has_device,
        circumstances.is_new_device,
        circumstances.has_address,
        circumstances.is_new_address,
        circumstances.has_account,
        circumstances.is_away
    from circumstances
    join dim_documents as documents on documents.document_id = circumstances.order_id and documents.source = circumstances.source
    join fct_orders as orders on orders.order_key = documents.document_key
)

select * from checkouts
