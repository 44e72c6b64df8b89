-- summary: What one customer left after the cost of goods, fulfilment and payment, over the whole history.
-- grain: source, customer_id
-- params: {customer_id: text, source: text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   cm2: {type: money, title: CM2, metric: cm2, tag: margin, note: Of the lines whose cost is recorded.}
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
with bought as (
    select
        events.customer_key,
        sum(
            case
                when events.cost_cents is not null
                    then events.gross_cents - events.discount_cents - events.return_cents - events.cost_cents
                        - coalesce(events.fulfilment_cents, 0) - coalesce(events.payment_fee_cents, 0)
            end
        ) as cm2_cents
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and events.brand in (:scope_brands)
        and events.region in (:scope_regions)
    group by events.customer_key
),

answer as (
    select
        cast(bought.cm2_cents as double precision) / 100 as cm2,
        customers.customer_id,
        customers.source
    from bought
    join dim_customers as customers on customers.customer_key = bought.customer_key
)

select * from answer
