-- summary: Each order that tracking credits to a post, with what was sold on it, what came back and what the goods cost.
-- grain: order_key
-- columns:
--   order_key: {type: integer, title: Order}
--   source: {type: text, title: Source}
--   post_id: {type: id, title: Post}
--   method: {type: text, title: Method}
--   order_day: {type: integer, title: Order day}
--   is_new_customer: {type: boolean, title: New customer, note: Placed on the day of a known customer's first order.}
--   is_existing_customer: {type: boolean, title: Existing customer, note: Of a known customer who had ordered on an earlier day.}
--   demand_cents: {type: integer, title: Demand sales}
--   net_cents: {type: integer, title: Net sales}
--   cost_cents: {type: integer, title: Cost of goods, note: 55 % of net sales where no cost is recorded.}
with credited as (
    select
        orders.order_key,
        tracking.source,
        tracking.post_id,
        tracking.method,
        orders.order_day,
        orders.customer_key,
        orders.gross_cents - orders.discount_cents as demand_cents,
        orders.net_cents
    from stg_influencer_tracking as tracking
    join fct_orders as orders on orders.order_id = tracking.order_id and orders.source = tracking.source
),

costs as (
    select events.order_key, sum(events.cost_cents) as cost_cents
    from fct_sales_events as events
    where events.order_key in (select credited.order_key from credited)
    group by events.order_key
),

described as (
    select
        credited.order_key,
        credited.source,
        credited.post_id,
        credited.method,
        credited.order_day,
        case when customers.is_known = 1 and customers.first_order_day = credited.order_day then 1 else 0 end as is_new_customer,
        case when customers.is_known = 1 and customers.first_order_day < credited.order_day then 1 else 0 end as is_existing_customer,
        credited.demand_cents,
        credited.net_cents,
        coalesce(
            costs.cost_cents,
            cast(floor(cast(credited.net_cents as double precision) * 55 / 100 + 0.5) as bigint)
        ) as cost_cents
    from credited
    left join costs on costs.order_key = credited.order_key
    left join dim_customers as customers on customers.customer_key = credited.customer_key
)

select * from described
