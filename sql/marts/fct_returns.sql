-- summary: Returned and cancelled goods, with the order they belong to where it is known.
-- grain: event_key
-- indexes: [return_day, order_key]
-- columns:
--   event_key: {type: integer, title: Key}
--   event_type: {type: text, title: Event, note: return or cancellation.}
--   line_id: {type: integer, title: Line}
--   order_key: {type: integer, title: Order key}
--   order_id: {type: id, title: Order, drill: order}
--   document_id: {type: id, title: Document}
--   source: {type: text, title: Source}
--   customer_key: {type: integer, title: Customer key}
--   product_key: {type: integer, title: Product key}
--   return_day: {type: integer, title: Return day}
--   order_day: {type: integer, title: Order day}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
--   currency: {type: text, title: Currency}
--   is_linked: {type: boolean, title: Linked}
--   returned_units: {type: integer, title: Units}
--   return_cents: {type: integer, title: Returns}
--   return_local_cents: {type: integer, title: Returns}
with returned as (
    select
        events.event_key,
        events.event_type,
        events.line_id,
        events.order_key,
        events.order_id,
        events.document_id,
        events.source,
        events.customer_key,
        events.product_key,
        events.event_day as return_day,
        events.order_day,
        events.category,
        events.brand,
        events.channel,
        events.platform,
        events.country,
        events.region,
        events.payment_method,
        events.currency,
        events.is_linked,
        events.returned_units,
        events.return_cents,
        events.return_local_cents
    from fct_sales_events as events
    where events.event_type in ('return', 'cancellation')
)

select * from returned
