-- summary: Known customers with what they were and are expected to be worth.
-- grain: customer_id, source
-- order: predicted_12 desc
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   marketing_channel: {type: text, title: Acquisition channel}
--   historic: {type: money, title: Historic value, total: true, tag: margin}
--   predicted_12: {type: money, title: Next 12 months, total: true, tag: margin}
--   total: {type: money, title: Total value, total: true, tag: margin}
--   orders_12: {type: decimal, title: Expected orders, note: In the next twelve months., total: true}
--   alive: {type: ratio, title: Alive, note: The chance that the customer may still buy.}
--   customer_name: {type: text, title: Name, tag: name}
--   country: {type: text, title: Country}
--   source: {type: text, title: Source}
with answer as (
    select
        customers.customer_id,
        coalesce(acquired.marketing_channel, 'Unattributed') as marketing_channel,
        cast(scores.historic_cents as double precision) / 100 as historic,
        cast(scores.predicted_12_cents as double precision) / 100 as predicted_12,
        cast(scores.historic_cents + scores.predicted_12_cents as double precision) / 100 as total,
        scores.orders_12,
        scores.alive,
        customers.customer_name,
        customers.country,
        customers.source
    from score_clv as scores
    join dim_customers as customers on customers.customer_key = scores.customer_key
    left join fct_acquisitions as acquired on acquired.customer_key = scores.customer_key
)

select * from answer order by predicted_12 desc, customer_id, source
