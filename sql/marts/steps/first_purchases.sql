-- summary: The one event with which each known customer first bought, in shops that know costs; a customer is new once, on one line.
-- grain: event_key
-- columns:
--   event_key: {type: integer, title: Event}
--   customer_key: {type: integer, title: Customer}
with firsts as (
    select min(events.event_key) as event_key, events.customer_key
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key and customers.first_order_day = events.order_day
    where events.event_type = 'sale'
        and events.is_known_customer = 1
        and events.source in (select costs.source from stg_cost_history as costs)
    group by events.customer_key
)

select * from firsts
