-- summary: What known customers were and are expected to be worth together, and how far the model was off when it was tested.
-- grain: customers
-- params: {}
-- columns:
--   customers: {type: integer, title: Customers scored}
--   historic: {type: money, title: Historic value, note: 'CM2 so far, or net sales without recorded costs.', tag: margin}
--   predicted: {type: money, title: Predicted value, note: 'Of the next twelve months, discounted at 0.8 % a month.', tag: margin}
--   total: {type: money, title: Total value, note: Historic and predicted., tag: margin}
--   average_predicted: {type: money, title: Predicted value a customer, tag: margin}
--   model_error: {type: ratio, title: Model error, note: 'How far predicted net sales were off what came, in the days held out.'}
with sums as (
    select
        count(*) as customers,
        cast(sum(scores.historic_cents) as double precision) / 100 as historic,
        cast(sum(scores.predicted_12_cents) as double precision) / 100 as predicted,
        cast(sum(scores.historic_cents + scores.predicted_12_cents) as double precision) / 100 as total,
        cast(sum(scores.predicted_12_cents) as double precision) / nullif(count(*), 0) / 100 as average_predicted
    from score_clv as scores
    having count(*) > 0
),

answer as (
    select sums.*, figures.value as model_error
    from sums
    left join fct_model_figures as figures on figures.model = 'clv' and figures.name = 'model_error'
)

select * from answer
