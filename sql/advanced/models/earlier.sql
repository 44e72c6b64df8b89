-- summary: The newest run of a model that gave scores on data up to a day at most, with its model card.
-- grain: model
-- params: {model: text, to_date: date}
-- columns:
--   model: {type: text, title: Model}
--   as_of_date: {type: date, title: Data to}
--   card: {type: text, title: Model card, note: JSON., wide: true}
with placed as (
    select
        runs.model,
        runs.as_of_date,
        runs.card,
        row_number() over (order by runs.run_id desc) as place
    from fct_model_runs as runs
    where runs.model = :model
        and runs.has_scores = 1
        and runs.as_of_date <= :to_date
),

newest as (
    select placed.model, placed.as_of_date, placed.card
    from placed
    where placed.place = 1
)

select * from newest order by model
