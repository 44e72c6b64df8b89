-- summary: Orders of the same customer and the same amount within an hour of the one before, as when somebody presses the button twice.
-- tier: accuracy
-- severity: minor
-- tolerance: 0.002
-- owner: Customer service
-- table: orders
-- checks: raw_orders as orders where orders.customer_id is not null and orders.status = 'placed'
-- fix: Ask the customer which of the orders is wanted and cancel the other.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   customer_id: {type: id, title: Customer}
--   ordered_at: {type: timestamp, title: Placed}
--   total_cents: {type: money, title: Total}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the later order.}
with timed as (
    select
        orders.order_id,
        orders.customer_id,
        orders.ordered_at,
        orders.total_cents,
        known.order_day * 86400 + lines.ordered_sec as second_number,
        known.net_cents
    from raw_orders as orders
    join fct_orders as known on known.order_id = orders.order_id and known.source = 'demo'
    join raw_order_lines as lines on lines.order_id = orders.order_id
        and lines.is_current = 1 and lines.is_return = 0 and lines.line_number = 1
    where orders.customer_id is not null
        and orders.status = 'placed'
),

following as (
    select
        timed.*,
        lag(timed.second_number) over (
            partition by timed.customer_id, timed.total_cents order by timed.second_number, timed.order_id
        ) as second_before
    from timed
)

select
    following.order_id,
    following.customer_id,
    following.ordered_at,
    following.total_cents,
    following.net_cents as at_risk_cents
from following
where following.second_number - following.second_before <= 3600
