-- summary: What each line cost, in the reporting currency and, at the rate of the order's day, in that of the transaction.
-- grain: line_id
-- params: {reporting_currency: text}
-- columns:
--   line_id: {type: integer, title: Line}
--   cost_cents: {type: integer, title: Cost of goods, note: Missing where none is recorded.}
--   fulfilment_cents: {type: integer, title: Fulfilment, note: Likewise.}
--   payment_fee_cents: {type: integer, title: Payment fees, note: Likewise.}
--   cost_local_cents: {type: integer, title: Cost of goods}
--   fulfilment_local_cents: {type: integer, title: Fulfilment}
--   payment_fee_local_cents: {type: integer, title: Payment fees}
with parts as (
    -- Not a full outer join, which SQLite walks row by row.
    select goods.line_id, goods.cost_cents, null as fulfilment_cents, null as payment_fee_cents
    from line_unit_costs as goods

    union all

    select shares.line_id, null as cost_cents, shares.fulfilment_cents, shares.payment_fee_cents
    from line_cost_shares as shares
),

joined as (
    select
        parts.line_id,
        sum(parts.cost_cents) as cost_cents,
        sum(parts.fulfilment_cents) as fulfilment_cents,
        sum(parts.payment_fee_cents) as payment_fee_cents
    from parts
    group by parts.line_id
),

rated as (
    select
        joined.*,
        case when lines.currency = :reporting_currency then cast(1 as double precision) else rates.rate end as rate
    from joined
    join line_values as lines on lines.line_id = joined.line_id
    left join dim_rates as rates on rates.rate_day = lines.order_day and rates.currency = lines.currency
),

costs as (
    select
        rated.line_id,
        rated.cost_cents,
        rated.fulfilment_cents,
        rated.payment_fee_cents,
        case when rated.cost_cents < 0 then -1 else 1 end
            * cast(floor(cast(abs(rated.cost_cents) as double precision) / nullif(rated.rate, 0) + 0.5) as bigint) as cost_local_cents,
        cast(floor(cast(rated.fulfilment_cents as double precision) / nullif(rated.rate, 0) + 0.5) as bigint) as fulfilment_local_cents,
        cast(floor(cast(rated.payment_fee_cents as double precision) / nullif(rated.rate, 0) + 0.5) as bigint) as payment_fee_local_cents
    from rated
)

select * from costs
