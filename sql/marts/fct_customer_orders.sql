-- summary: Orders of known customers, each with its place among the customer's orders and how far apart they are.
-- grain: order_key
-- params: {as_of_day: integer}
-- indexes: [order_day, customer_key]
-- columns:
--   order_key: {type: integer, title: Order key}
--   customer_key: {type: integer, title: Customer key}
--   order_day: {type: integer, title: Day}
--   channel: {type: text, title: Channel}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   place: {type: integer, title: Place, note: '1 for the first order of the customer.'}
--   is_first: {type: boolean, title: First order}
--   days_since_before: {type: integer, title: Days since the one before}
--   days_to_next: {type: integer, title: Days to the next one, note: Empty when there is none yet.}
--   is_90_days_old: {type: boolean, title: Older than 90 days}
--   demand_cents: {type: integer, title: Sales before returns}
--   net_cents: {type: integer, title: Net sales, note: Returned goods taken off whenever they came back.}
--   cm2_cents: {type: integer, title: CM2, note: Likewise; missing where no cost is recorded.}
with placed as (
    select
        orders.order_key,
        orders.customer_key,
        orders.order_day,
        orders.channel,
        orders.country,
        orders.region,
        orders.gross_cents - orders.discount_cents as demand_cents,
        orders.net_cents,
        orders.cm2_cents,
        row_number() over (partition by orders.customer_key order by orders.ordered_at, orders.order_key) as place,
        lag(orders.order_day) over (partition by orders.customer_key order by orders.ordered_at, orders.order_key) as day_before,
        lead(orders.order_day) over (partition by orders.customer_key order by orders.ordered_at, orders.order_key) as day_after
    from fct_orders as orders
    join dim_customers as customers on customers.customer_key = orders.customer_key
    where customers.is_known = 1 and customers.is_house_account = 0
),

described as (
    select
        placed.order_key,
        placed.customer_key,
        placed.order_day,
        placed.channel,
        placed.country,
        placed.region,
        placed.place,
        case when placed.place = 1 then 1 else 0 end as is_first,
        placed.order_day - placed.day_before as days_since_before,
        placed.day_after - placed.order_day as days_to_next,
        case when placed.order_day + 90 <= :as_of_day then 1 else 0 end as is_90_days_old,
        placed.demand_cents,
        placed.net_cents,
        placed.cm2_cents
    from placed
)

select * from described
