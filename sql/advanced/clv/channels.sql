-- summary: What a customer is worth by acquisition channel and horizon, beside what was spent to win one.
-- grain: marketing_channel
-- order: predicted_12 desc
-- params: {}
-- columns:
--   marketing_channel: {type: text, title: Acquisition channel}
--   customers: {type: integer, title: Customers, total: true}
--   historic: {type: money, title: Historic value a customer, tag: margin}
--   predicted_3: {type: money, title: Next 3 months, tag: margin}
--   predicted_6: {type: money, title: Next 6 months, tag: margin}
--   predicted_12: {type: money, title: Next 12 months, tag: margin}
--   total: {type: money, title: Total value a customer, note: Historic and the next 12 months., tag: margin}
--   cac: {type: money, title: CAC, note: 'Spent on the channel, in the months of first orders, over the customers it brought.'}
--   total_to_cac: {type: decimal, title: Total value to CAC}
with scored as (
    select
        acquired.marketing_channel,
        count(*) as customers,
        cast(sum(scores.historic_cents) as double precision) / nullif(count(*), 0) / 100 as historic,
        cast(sum(scores.predicted_3_cents) as double precision) / nullif(count(*), 0) / 100 as predicted_3,
        cast(sum(scores.predicted_6_cents) as double precision) / nullif(count(*), 0) / 100 as predicted_6,
        cast(sum(scores.predicted_12_cents) as double precision) / nullif(count(*), 0) / 100 as predicted_12,
        cast(sum(scores.historic_cents + scores.predicted_12_cents) as double precision) / nullif(count(*), 0) / 100 as total
    from score_clv as scores
    join fct_acquisitions as acquired on acquired.customer_key = scores.customer_key
    group by acquired.marketing_channel
),

spent as (
    select
        cells.marketing_channel,
        cast(sum(cells.spend_cents) as double precision) / nullif(sum(cells.customers), 0) / 100 as cac
    from fct_cohorts as cells
    where cells.age = 0 and cells.spend_cents > 0
    group by cells.marketing_channel
),

answer as (
    select
        scored.marketing_channel,
        scored.customers,
        scored.historic,
        scored.predicted_3,
        scored.predicted_6,
        scored.predicted_12,
        scored.total,
        spent.cac,
        cast(scored.total as double precision) / nullif(spent.cac, 0) as total_to_cac
    from scored
    left join spent on spent.marketing_channel = scored.marketing_channel
)

select * from answer order by predicted_12 desc, marketing_channel
