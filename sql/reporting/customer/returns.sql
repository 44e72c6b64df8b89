-- summary: What one customer sent back or cancelled, with the reason where the shop records one.
-- grain: event_key
-- order: return_date desc
-- params: {customer_id: text, source: text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   order_id: {type: id, title: Order, drill: order}
--   return_date: {type: date, title: Day}
--   event_type: {type: text, title: Event}
--   product_name: {type: text, title: Product}
--   units: {type: integer, title: Units, total: true}
--   returns: {type: money, title: Returns, metric: returns, total: true}
--   reason: {type: text, title: Reason}
--   condition: {type: text, title: Condition}
--   brand: {type: text, title: Brand}
--   source: {type: text, title: Source}
--   event_key: {type: integer, title: Event key}
with asked_for as (
    select lines.order_key, lines.product_key, max(lines.reason) as reason, max(lines.condition) as condition
    from fct_return_lines as lines
    where lines.is_processed = 1
    group by lines.order_key, lines.product_key
),

answer as (
    select
        events.order_id,
        dim_date.date_day as return_date,
        events.event_type,
        products.product_name,
        events.returned_units as units,
        cast(events.return_cents as double precision) / 100 as returns,
        coalesce(asked_for.reason, 'Not recorded') as reason,
        coalesce(asked_for.condition, 'Not recorded') as condition,
        events.brand,
        events.source,
        events.event_key
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key
    left join dim_date on dim_date.day_number = events.event_day
    left join dim_products as products on products.product_key = events.product_key
    left join asked_for
        on asked_for.order_key = events.order_key and asked_for.product_key = events.product_key and events.event_type = 'return'
    where events.event_type in ('return', 'cancellation')
        and customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and events.brand in (:scope_brands)
        and events.region in (:scope_regions)
)

select * from answer order by return_date desc, event_key
