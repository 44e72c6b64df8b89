-- summary: The latest run of a model with its model card.
-- grain: model
-- params: {model: text}
-- columns:
--   model: {type: text, title: Model}
--   trained_at: {type: timestamp, title: Trained}
--   as_of_date: {type: date, title: Data to}
--   is_of_shown_data: {type: boolean, title: Of the data shown}
--   card: {type: text, title: Model card, note: JSON., wide: true}
with latest as (
    select runs.model, runs.trained_at, runs.as_of_date, runs.is_of_shown_data, runs.card
    from fct_model_runs as runs
    where runs.is_latest = 1 and runs.model = :model
)

select * from latest order by model
