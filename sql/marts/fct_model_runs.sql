-- summary: Runs of the models with their model cards; the latest of each model is the one that pages show.
-- grain: run_id
-- columns:
--   run_id: {type: integer, title: Run}
--   model: {type: text, title: Model}
--   trained_at: {type: timestamp, title: Trained}
--   as_of_date: {type: date, title: Data to}
--   is_of_shown_data: {type: boolean, title: Of the data shown, note: 'No once other data was published, until the model runs again.'}
--   has_scores: {type: boolean, title: Has scores, note: No where there was not enough data.}
--   is_latest: {type: boolean, title: Latest of the model}
--   card: {type: text, title: Model card, note: JSON.}
with placed as (
    select
        runs.run_id,
        runs.model,
        runs.trained_at,
        runs.as_of_date,
        runs.is_of_shown_data,
        runs.has_scores,
        case when row_number() over (partition by runs.model order by runs.run_id desc) = 1 then 1 else 0 end as is_latest,
        runs.card
    from stg_model_runs as runs
)

select * from placed
