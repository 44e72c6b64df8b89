-- summary: What the lines of each document say about it and about each customer on it; mostly one row a document.
-- grain: source, document_id, customer_id
-- columns:
--   source: {type: text, title: Source}
--   document_id: {type: id, title: Document}
--   customer_id: {type: id, title: Customer}
--   customer_name: {type: text, title: Name}
--   customer_email: {type: text, title: E-mail}
--   own_at: {type: timestamp, title: Time, note: 'The earliest, but for returns written under the number of their order.'}
--   own_hour: {type: integer, title: Hour, note: Hours since 1970-01-01.}
--   first_at: {type: timestamp, title: Time, note: The earliest of all lines.}
--   first_hour: {type: integer, title: Hour, note: Likewise.}
--   is_order: {type: boolean, title: Order}
--   is_placed: {type: boolean, title: Placed, note: Whether a sale on it was not cancelled.}
--   is_hidden: {type: boolean, title: Hidden, note: Whether it is a test or was deleted.}
--   is_house_account: {type: boolean, title: House account}
--   order_discount_cents: {type: integer, title: Order discount, note: 'Stated once for the whole order, and repeated on its lines.'}
--   order_tax_cents: {type: integer, title: Order tax, note: Likewise.}
--   order_shipping_cents: {type: integer, title: Order shipping, note: Likewise.}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
with described as (
    select
        lines.source,
        lines.document_id,
        lines.customer_id,
        min(nullif(lines.customer_name, 'Not recorded')) as customer_name,
        min(nullif(lines.customer_email, 'Not recorded')) as customer_email,
        min(case when lines.is_return = 0 or lines.return_link <> 'order' then lines.recorded_at end) as own_at,
        min(case when lines.is_return = 0 or lines.return_link <> 'order' then lines.recorded_day * 24 + lines.recorded_hour end)
            as own_hour,
        min(lines.recorded_at) as first_at,
        min(lines.recorded_day * 24 + lines.recorded_hour) as first_hour,
        max(lines.is_sale) as is_order,
        max(case when lines.status = 'placed' then lines.is_sale else 0 end) as is_placed,
        max(case when lines.status in ('test', 'deleted') then 1 else 0 end) as is_hidden,
        max(lines.is_house_account) as is_house_account,
        max(lines.order_discount_cents) as order_discount_cents,
        max(lines.order_tax_cents) as order_tax_cents,
        max(lines.order_shipping_cents) as order_shipping_cents,
        min(nullif(lines.channel, 'Not recorded')) as channel,
        min(nullif(lines.platform, 'Not recorded')) as platform,
        min(nullif(lines.country, 'Not recorded')) as country,
        min(nullif(lines.region, 'Not recorded')) as region,
        min(nullif(lines.payment_method, 'Not recorded')) as payment_method
    from stg_order_lines as lines
    group by lines.document_id, lines.customer_id, lines.source
)

select * from described
