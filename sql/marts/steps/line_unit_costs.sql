-- summary: What the goods of each line cost on the day of its order, taken back where they returned fit for sale.
-- grain: line_id
-- columns:
--   line_id: {type: integer, title: Line}
--   cost_cents: {type: integer, title: Cost of goods, note: 'In the reporting currency, negative on returns.'}
with intervals as (
    select
        costs.source,
        costs.product_id,
        costs.valid_from,
        lead(costs.valid_from, 1, '9999-12-31') over (partition by costs.source, costs.product_id order by costs.valid_from) as valid_until,
        costs.cost_cents
    from stg_cost_history as costs
),

keyed as (
    select products.product_key, intervals.valid_from, intervals.valid_until, intervals.cost_cents
    from intervals
    join dim_products as products on products.product_id = intervals.product_id and products.source = intervals.source
),

inspected as (
    select
        returns.source,
        returns.order_id,
        returns.product_id,
        returns.processed_date,
        returns.quantity,
        min(returns.is_resaleable) as is_resaleable
    from stg_returns as returns
    where returns.status = 'processed'
    group by returns.source, returns.order_id, returns.product_id, returns.processed_date, returns.quantity
),

restocked as (
    -- A line of a credit note tells the product and the day, the inspection whether it went back on the shelf.
    select lines.line_id
    from inspected
    join stg_order_lines as lines
        on lines.document_id = inspected.order_id
        and lines.source = inspected.source
        and lines.product_id = inspected.product_id
        and substr(lines.recorded_at, 1, 10) = inspected.processed_date
        and lines.quantity = -inspected.quantity
    where inspected.is_resaleable = 1
        and lines.is_return = 1
),

costed as (
    select
        lines.line_id,
        case
            when lines.event_type = 'sale' or restocked.line_id is not null then lines.quantity * keyed.cost_cents
            else 0
        end as cost_cents
    from line_values as lines
    join keyed on keyed.product_key = lines.product_key
    join dim_documents as orders
        on orders.document_key = lines.order_key
        and substr(orders.document_at, 1, 10) >= keyed.valid_from
        and substr(orders.document_at, 1, 10) < keyed.valid_until
    left join restocked on restocked.line_id = lines.line_id
    where lines.quantity is not null
        and lines.event_type in ('sale', 'return')
)

select * from costed
