-- summary: Numbers of the latest run of each model, by name.
-- grain: model, name
-- columns:
--   model: {type: text, title: Model}
--   name: {type: text, title: Figure}
--   value: {type: decimal, title: Value}
--   low: {type: decimal, title: At least, note: 'Of the interval, where there is one.'}
--   high: {type: decimal, title: At most}
with shown as (
    select
        runs.model,
        figures.name,
        figures.value,
        figures.low,
        figures.high
    from stg_model_figures as figures
    join fct_model_runs as runs on runs.run_id = figures.run_id and runs.is_latest = 1
)

select * from shown
