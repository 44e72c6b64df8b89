-- summary: Runs of the models, each with its model card.
-- grain: run_id
-- columns:
--   run_id: {type: integer, title: Run}
--   model: {type: text, title: Model}
--   trained_at: {type: timestamp, title: Trained}
--   as_of_date: {type: date, title: Data to}
--   is_of_shown_data: {type: boolean, title: Of the data shown}
--   has_scores: {type: boolean, title: Has scores}
--   card: {type: text, title: Model card, note: JSON.}
select
    runs.run_id,
    runs.model,
    runs.trained_at,
    runs.as_of_date,
    runs.is_of_shown_data,
    runs.has_scores,
    runs.card
from raw_model_runs as runs
