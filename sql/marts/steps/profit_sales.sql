-- summary: What was sold, given off, returned and spent on orders each day, by channel, region and category, in shops that know costs.
-- grain: profit_day, channel, country, region, category
-- columns:
--   profit_day: {type: integer, title: Day}
--   channel: {type: text, title: Channel}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   category: {type: text, title: Category}
--   net_cents: {type: integer, title: Net sales}
--   tax_cents: {type: integer, title: Tax}
--   shipping_cents: {type: integer, title: Shipping}
--   costed_net_cents: {type: integer, title: Net sales with a known cost, note: Missing where no cost is recorded.}
--   cost_cents: {type: integer, title: Cost of goods, note: Likewise.}
--   fulfilment_cents: {type: integer, title: Fulfilment}
--   payment_fee_cents: {type: integer, title: Payment fees}
with sales as (
    select
        events.event_day as profit_day,
        events.channel,
        events.country,
        events.region,
        events.category,
        sum(events.gross_cents - events.discount_cents - events.return_cents) as net_cents,
        sum(events.tax_cents) as tax_cents,
        sum(events.shipping_cents) as shipping_cents,
        sum(case when events.cost_cents is not null then events.gross_cents - events.discount_cents - events.return_cents end)
            as costed_net_cents,
        sum(events.cost_cents) as cost_cents,
        coalesce(sum(events.fulfilment_cents), 0) as fulfilment_cents,
        coalesce(sum(events.payment_fee_cents), 0) as payment_fee_cents
    from fct_sales_events as events
    where events.source in (select costs.source from stg_cost_history as costs)
    group by events.event_day, events.channel, events.country, events.region, events.category
)

select * from sales
