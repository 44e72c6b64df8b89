-- summary: Discount, tax and shipping that were stated once for a whole order.
-- grain: order_key
-- indexes: ["document_id, source"]
-- columns:
--   order_key: {type: integer, title: Order}
--   source: {type: text, title: Source}
--   document_id: {type: id, title: Document}
--   is_order: {type: boolean, title: Order}
--   discount_cents: {type: integer, title: Order discount}
--   tax_cents: {type: integer, title: Order tax}
--   shipping_cents: {type: integer, title: Order shipping}
with stated as (
    select
        parts.source,
        parts.document_id,
        coalesce(max(parts.order_discount_cents), 0) as discount_cents,
        coalesce(max(parts.order_tax_cents), 0) as tax_cents,
        coalesce(max(parts.order_shipping_cents), 0) as shipping_cents
    from document_customers as parts
    where coalesce(parts.order_discount_cents, parts.order_tax_cents, parts.order_shipping_cents) is not null
    group by parts.source, parts.document_id
),

keyed as (
    select
        documents.document_key as order_key,
        stated.source,
        stated.document_id,
        documents.is_order,
        stated.discount_cents,
        stated.tax_cents,
        stated.shipping_cents
    from stated
    join dim_documents as documents on documents.document_id = stated.document_id and documents.source = stated.source
)

select * from keyed
