-- summary: Each line's share of amounts stated once for a whole order, in proportion to its net amount, exact to the cent.
-- grain: line_id
-- columns:
--   line_id: {type: integer, title: Line}
--   order_key: {type: integer, title: Order}
--   discount_cents: {type: integer, title: Share of the order discount}
--   tax_cents: {type: integer, title: Share of the order tax}
--   shipping_cents: {type: integer, title: Share of the order shipping}
with carriers as (
    -- Goods carry the order's amounts; a document without goods has only its other lines to carry them.
    -- A cross join, because SQLite then reads the lines once and looks the few amounts up.
    select
        lines.line_id,
        amounts.order_key,
        amounts.discount_cents,
        amounts.tax_cents,
        amounts.shipping_cents,
        case when lines.net_cents > 0 then lines.net_cents else 0 end as net_cents
    from stg_order_lines as lines
    cross join order_amounts as amounts
    where amounts.document_id = lines.document_id
        and amounts.source = lines.source
        and lines.is_return = 0
        and lines.kind not in ('stock', 'sample')
        and lines.is_sale = amounts.is_order
),

weighed as (
    select
        carriers.*,
        case when max(carriers.net_cents) over (partition by carriers.order_key) = 0 then 1 else carriers.net_cents end as weight
    from carriers
),

summed as (
    select
        weighed.*,
        cast(sum(weighed.weight) over (partition by weighed.order_key) as double precision) as total,
        sum(weighed.weight) over (
            partition by weighed.order_key order by weighed.line_id rows between unbounded preceding and current row
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
        fractions.order_key,
        cast(floor(fractions.discount_cents * fractions.share_to + 0.000001) as bigint)
            - cast(floor(fractions.discount_cents * fractions.share_from + 0.000001) as bigint) as discount_cents,
        cast(floor(fractions.tax_cents * fractions.share_to + 0.000001) as bigint)
            - cast(floor(fractions.tax_cents * fractions.share_from + 0.000001) as bigint) as tax_cents,
        cast(floor(fractions.shipping_cents * fractions.share_to + 0.000001) as bigint)
            - cast(floor(fractions.shipping_cents * fractions.share_from + 0.000001) as bigint) as shipping_cents
    from fractions
)

select * from shares
