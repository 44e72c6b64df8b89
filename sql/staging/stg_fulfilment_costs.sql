-- summary: What it cost to pick, pack and send each order, in the reporting currency.
-- grain: order_id
-- columns:
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   shipping_cents: {type: integer, title: Shipping}
--   handling_cents: {type: integer, title: Handling}
--   packaging_cents: {type: integer, title: Packaging}
with loaded as (
    select
        'demo' as source,
        fulfilment_costs.order_id,
        fulfilment_costs.shipping_cents,
        fulfilment_costs.handling_cents,
        fulfilment_costs.packaging_cents
    from raw_fulfilment_costs as fulfilment_costs
    where fulfilment_costs.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
