-- summary: Each sold line's share of what its order cost to send and to take the payment of, by its net amount, exact to the cent.
-- grain: line_id
-- columns:
--   line_id: {type: integer, title: Line}
--   fulfilment_cents: {type: integer, title: Fulfilment}
--   payment_fee_cents: {type: integer, title: Payment fees}
with sold as (
    select
        lines.line_id,
        lines.order_key,
        case when lines.gross_cents > lines.discount_cents then lines.gross_cents - lines.discount_cents else 0 end as net_cents
    from line_values as lines
    where lines.event_type = 'sale'
        and lines.order_key in (select costs.order_key from order_costs as costs)
),

weighed as (
    select
        sold.*,
        case when max(sold.net_cents) over (partition by sold.order_key) = 0 then 1 else sold.net_cents end as weight
    from sold
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
        summed.line_id,
        summed.order_key,
        cast(summed.reached - summed.weight as double precision) / nullif(summed.total, 0) as share_from,
        cast(summed.reached as double precision) / nullif(summed.total, 0) as share_to
    from summed
),

shares as (
    -- The millionth keeps a product that is a whole number in arithmetic from falling below it in binary.
    select
        fractions.line_id,
        cast(floor(costs.fulfilment_cents * fractions.share_to + 0.000001) as bigint)
            - cast(floor(costs.fulfilment_cents * fractions.share_from + 0.000001) as bigint) as fulfilment_cents,
        cast(floor(costs.payment_fee_cents * fractions.share_to + 0.000001) as bigint)
            - cast(floor(costs.payment_fee_cents * fractions.share_from + 0.000001) as bigint) as payment_fee_cents
    from fractions
    join order_costs as costs on costs.order_key = fractions.order_key
)

select * from shares
