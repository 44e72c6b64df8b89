-- summary: Lines with the keys of what they belong to and their amounts by kind, in the currency of the transaction.
-- grain: line_id
-- columns:
--   line_id: {type: integer, title: Line}
--   event_type: {type: text, title: Event}
--   order_key: {type: integer, title: Order key}
--   order_id: {type: id, title: Order}
--   document_id: {type: id, title: Document}
--   source: {type: text, title: Source}
--   customer_key: {type: integer, title: Customer key}
--   product_key: {type: integer, title: Product key}
--   event_day: {type: integer, title: Day}
--   order_day: {type: integer, title: Order day}
--   event_hour: {type: integer, title: Hour}
--   order_hour: {type: integer, title: Order hour}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
--   currency: {type: text, title: Currency}
--   is_known_customer: {type: boolean, title: Known customer}
--   is_linked: {type: boolean, title: Linked}
--   is_cancelled: {type: boolean, title: Cancelled}
--   cancelled_day: {type: integer, title: Day cancelled}
--   cancelled_hour: {type: integer, title: Hour cancelled}
--   quantity: {type: integer, title: Quantity}
--   gross_cents: {type: integer, title: Gross sales}
--   discount_cents: {type: integer, title: Discounts}
--   return_cents: {type: integer, title: Returns}
--   tax_cents: {type: integer, title: Tax}
--   shipping_cents: {type: integer, title: Shipping}
--   other_cents: {type: integer, title: Other, note: 'Fee, adjustment, gift card or bad debt: the event says which.'}
--   reversal_day: {type: integer, title: Day that a cancellation of the line counts on}
with placed as (
    select
        lines.*,
        documents.document_key,
        documents.document_day,
        documents.document_hour,
        links.order_key as linked_key,
        orders.document_id as linked_id,
        orders.document_day as linked_day,
        orders.document_hour as linked_hour,
        coalesce(shares.discount_cents, 0) as share_discount,
        coalesce(shares.tax_cents, 0) as share_tax,
        coalesce(shares.shipping_cents, 0) as share_shipping,
        lines.net_cents - case
            when lines.includes_order_amounts = 1 then coalesce(shares.tax_cents, 0) + coalesce(shares.shipping_cents, 0)
            else 0
        end as value_cents,
        coalesce(nullif(lines.channel, 'Not recorded'), orders.channel, documents.channel) as own_channel,
        coalesce(nullif(lines.platform, 'Not recorded'), orders.platform, documents.platform) as own_platform,
        coalesce(nullif(lines.country, 'Not recorded'), orders.country, documents.country) as own_country,
        coalesce(nullif(lines.region, 'Not recorded'), orders.region, documents.region) as own_region,
        coalesce(nullif(lines.payment_method, 'Not recorded'), orders.payment_method, documents.payment_method) as own_method,
        case when lines.kind = 'product' then lines.is_return else 0 end as is_goods_back,
        case when lines.return_link = 'order' and lines.is_return = 1 then 1 else 0 end as is_under_order,
        case when links.order_key is not null or (lines.return_link = 'order' and documents.is_order = 1) then 1 else 0 end as is_found
    from stg_order_lines as lines
    join dim_documents as documents on documents.document_id = lines.document_id and documents.source = lines.source
    left join return_links as links on links.line_id = lines.line_id
    left join dim_documents as orders on orders.document_key = links.order_key
    left join line_shares as shares on shares.line_id = lines.line_id
    where lines.kind not in ('stock', 'sample')
),

valued as (
    select
        placed.line_id,
        case
            when placed.is_goods_back = 1 then 'return'
            when placed.kind = 'product' then 'sale'
            else placed.kind
        end as event_type,
        coalesce(placed.linked_key, placed.document_key) as order_key,
        coalesce(placed.linked_id, placed.document_id) as order_id,
        placed.document_id,
        placed.source,
        coalesce(customers.customer_key, 0) as customer_key,
        coalesce(products.product_key, 0) as product_key,
        case when placed.is_under_order = 1 then placed.recorded_day else placed.document_day end as event_day,
        case
            when placed.linked_day is not null then placed.linked_day
            when placed.is_under_order = 1 and placed.is_found = 0 then placed.recorded_day
            else placed.document_day
        end as order_day,
        case when placed.is_under_order = 1 then placed.recorded_hour else placed.document_hour end as event_hour,
        coalesce(placed.linked_hour, placed.document_hour) as order_hour,
        case when placed.category = 'Not recorded' then coalesce(products.category, placed.category) else placed.category end as category,
        case when placed.brand = 'Not recorded' then coalesce(products.brand, placed.brand) else placed.brand end as brand,
        placed.own_channel as channel,
        placed.own_platform as platform,
        placed.own_country as country,
        placed.own_region as region,
        placed.own_method as payment_method,
        placed.currency,
        case when customers.is_house_account = 0 then 1 else 0 end as is_known_customer,
        case when placed.is_goods_back = 1 then placed.is_found else 1 end as is_linked,
        case when placed.status = 'cancelled' then 1 else 0 end as is_cancelled,
        placed.cancelled_day,
        placed.cancelled_hour,
        case when placed.kind = 'product' then placed.quantity end as quantity,
        case
            when placed.is_sale = 0 then 0
            when placed.includes_order_amounts = 1 then placed.value_cents + placed.discount_cents + placed.share_discount
            else placed.value_cents + placed.discount_cents
        end as gross_cents,
        case placed.kind
            when 'discount' then placed.share_discount - placed.value_cents
            else placed.is_sale * placed.discount_cents + placed.share_discount
        end as discount_cents,
        case when placed.is_goods_back = 1 then -placed.value_cents else 0 end as return_cents,
        placed.tax_cents + placed.share_tax as tax_cents,
        placed.shipping_cents + placed.share_shipping + case when placed.kind = 'shipping' then placed.value_cents else 0 end
            as shipping_cents,
        case when placed.kind in ('product', 'shipping', 'discount') then 0 else placed.value_cents end as other_cents
    from placed
    left join customer_numbers as customers on customers.source = placed.source and customers.customer_id = placed.customer_id
    left join dim_products as products
        on products.source = placed.source and products.product_id = placed.product_id and placed.kind = 'product'
),

dated as (
    -- What is cancelled before it was ordered has a wrong date: it counts on the day of the order.
    select valued.*, case when valued.cancelled_day > valued.order_day then valued.cancelled_day else valued.order_day end as reversal_day
    from valued
)

select * from dated
