-- summary: Each line's share of amounts stated once for a whole order, in proportion to its net amount, exact to the cent.
-- grain: line_id
-- columns:
--   line_id: {type: integer, title: Line}
--   order_key: {type: integer, title: Order}
--   discount_cents: {type: integer, title: Share of the order discount}
--   tax_cents: {type: integer, title: Share of the order tax}
--   shipping_cents: {type: integer, title: Share of the order shipping}
with stated as (
    select
        lines.source,
        lines.document_id,
        coalesce(max(lines.order_discount_cents), 0) as discount_cents,
        coalesce(max(lines.order_tax_cents), 0) as tax_cents,
        coalesce(max(lines.order_shipping_cents), 0) as shipping_cents
    from stg_order_lines as lines
    where coalesce(lines.order_discount_cents, lines.order_tax_cents, lines.order_shipping_cents) is not null
    group by lines.source, lines.document_id
),

carriers as (
    select
        lines.line_id,
        documents.document_key,
        stated.discount_cents,
        stated.tax_cents,
        stated.shipping_cents,
        case when lines.net_cents > 0 then lines.net_cents else 0 end as net_cents
    from stated
    join dim_documents as documents on documents.source = stated.source and documents.document_id = stated.document_id
    join stg_order_lines as lines on lines.source = stated.source and lines.document_id = stated.document_id
    -- Goods carry the order's amounts; a document without goods has only its other lines to carry them.
    where lines.is_return = 0
        and lines.kind not in ('stock', 'sample')
        and lines.is_sale = documents.is_order
),

weighed as (
    select
        carriers.*,
        case when max(carriers.net_cents) over (partition by carriers.document_key) = 0 then 1 else carriers.net_cents end as weight
    from carriers
),

summed as (
    select
        weighed.*,
        cast(sum(weighed.weight) over (partition by weighed.document_key) as double precision) as total,
        sum(weighed.weight) over (
            partition by weighed.document_key order by weighed.line_id rows between unbounded preceding and current row
        ) as reached
    from weighed
),

fractions as (
    select
        summed.*,
        cast(summed.reached - summed.weight as double precision) / nullif(summed.total, 0) as share_from,
        cast(summed.reached as double precision) / nullif(summed.total, 0) as share_to
    from summed
),

shares as (
    -- The millionth keeps a product that is a whole number in arithmetic from falling below it in binary.
    select
        fractions.line_id,
        fractions.document_key as order_key,
        cast(floor(fractions.discount_cents * fractions.share_to + 0.000001) as bigint)
            - cast(floor(fractions.discount_cents * fractions.share_from + 0.000001) as bigint) as discount_cents,
        cast(floor(fractions.tax_cents * fractions.share_to + 0.000001) as bigint)
            - cast(floor(fractions.tax_cents * fractions.share_from + 0.000001) as bigint) as tax_cents,
        cast(floor(fractions.shipping_cents * fractions.share_to + 0.000001) as bigint)
            - cast(floor(fractions.shipping_cents * fractions.share_from + 0.000001) as bigint) as shipping_cents
    from fractions
)

select * from shares
