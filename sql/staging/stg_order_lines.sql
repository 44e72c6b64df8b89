-- summary: Current rows of loaded files, cleaned; amounts split into net, discount, tax and shipping, negative on returns.
-- grain: line_id
-- columns:
--   line_id: {type: integer, title: Line}
--   load_id: {type: integer, title: Load}
--   source: {type: text, title: Source, note: Name of the import map.}
--   document_id: {type: text, title: Document, note: 'The order number, or the number of a credit note, as in the file.'}
--   recorded_at: {type: timestamp, title: Time}
--   recorded_day: {type: integer, title: Day}
--   recorded_hour: {type: integer, title: Hour}
--   cancelled_day: {type: integer, title: Day cancelled}
--   cancelled_hour: {type: integer, title: Hour cancelled}
--   customer_id: {type: text, title: Customer}
--   customer_name: {type: text, title: Name}
--   customer_email: {type: text, title: E-mail, tag: email}
--   product_id: {type: text, title: Product, note: The product's name where a file has no code.}
--   product_name: {type: text, title: Product name}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
--   currency: {type: text, title: Currency}
--   quantity: {type: integer, title: Quantity, note: Negative on returns.}
--   net_cents: {type: integer, title: Net amount, note: After the line's discount and without tax and shipping.}
--   discount_cents: {type: integer, title: Line discount}
--   tax_cents: {type: integer, title: Line tax}
--   shipping_cents: {type: integer, title: Line shipping}
--   order_discount_cents: {type: integer, title: Order discount, note: 'Of the whole order, repeated on its lines.'}
--   order_tax_cents: {type: integer, title: Order tax, note: Likewise.}
--   order_shipping_cents: {type: integer, title: Order shipping, note: Likewise.}
--   includes_order_amounts: {type: boolean, title: Total, note: Whether net_cents still holds the order's tax and shipping.}
--   status: {type: text, title: Status}
--   kind: {type: text, title: Kind}
--   is_return: {type: boolean, title: Return}
--   return_link: {type: text, title: Return link}
--   is_sale: {type: boolean, title: Sale, note: Whether goods were sold on this line.}
--   is_house_account: {type: boolean, title: House account}
with loaded as (
    select lines.*, case when lines.is_return = 1 then -1 else 1 end as sign
    from raw_order_lines as lines
    where lines.is_current = 1
        and lines.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

signed as (
    select
        loaded.*,
        -- A return may be written with either sign; goods that come back always count against the sale.
        case when loaded.is_return = 1 then -abs(loaded.amount_cents) else loaded.amount_cents end as signed_amount,
        case when loaded.discount_cents is null then 0 else loaded.sign * abs(loaded.discount_cents) end as signed_discount,
        case
            when loaded.tax_cents is null then 0
            when loaded.is_return = 1 then -abs(loaded.tax_cents)
            else loaded.tax_cents
        end as signed_tax,
        case
            when loaded.shipping_cents is null then 0
            when loaded.is_return = 1 then -abs(loaded.shipping_cents)
            else loaded.shipping_cents
        end as signed_shipping
    from loaded
),

cleaned as (
    select
        signed.line_id,
        signed.load_id,
        signed.source,
        signed.order_id as document_id,
        signed.ordered_at as recorded_at,
        signed.ordered_day as recorded_day,
        cast(floor(cast(signed.ordered_sec as double precision) / 3600) as bigint) as recorded_hour,
        signed.cancelled_day,
        case when length(signed.cancelled_at) >= 13 then cast(substr(signed.cancelled_at, 12, 2) as integer) end as cancelled_hour,
        coalesce(signed.customer_id, 'Not recorded') as customer_id,
        coalesce(signed.customer_name, 'Not recorded') as customer_name,
        coalesce(signed.customer_email, 'Not recorded') as customer_email,
        coalesce(signed.product_id, signed.product_name, 'Not recorded') as product_id,
        coalesce(signed.product_name, 'Not recorded') as product_name,
        coalesce(signed.category, 'Not recorded') as category,
        coalesce(signed.brand, 'Not recorded') as brand,
        coalesce(signed.channel, 'Not recorded') as channel,
        coalesce(signed.platform, 'Not recorded') as platform,
        coalesce(signed.country, 'Not recorded') as country,
        coalesce(signed.region, 'Not recorded') as region,
        coalesce(signed.payment_method, 'Not recorded') as payment_method,
        signed.currency,
        case when signed.is_return = 1 then -abs(signed.quantity) else signed.quantity end as quantity,
        case signed.amounts_are
            when 'gross' then signed.signed_amount - signed.signed_discount
            when 'total' then signed.signed_amount - signed.signed_tax - signed.signed_shipping
            else signed.signed_amount
        end as net_cents,
        signed.signed_discount as discount_cents,
        signed.signed_tax as tax_cents,
        signed.signed_shipping as shipping_cents,
        signed.order_discount_cents,
        signed.order_tax_cents,
        signed.order_shipping_cents,
        case when signed.amounts_are = 'total' then 1 else 0 end as includes_order_amounts,
        signed.status,
        signed.kind,
        signed.is_return,
        signed.return_link,
        case when signed.kind = 'product' and signed.is_return = 0 then 1 else 0 end as is_sale,
        signed.is_house_account
    from signed
)

select * from cleaned
