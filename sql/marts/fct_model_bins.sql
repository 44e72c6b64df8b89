-- summary: Predicted and actual averages of groups of customers at an earlier cut, of the latest run of each model.
-- grain: model, measure, position
-- columns:
--   model: {type: text, title: Model}
--   measure: {type: text, title: Grouped by}
--   position: {type: integer, title: Position}
--   label: {type: text, title: Group}
--   customers: {type: integer, title: Customers}
--   predicted: {type: decimal, title: Predicted}
--   actual: {type: decimal, title: Actual}
with shown as (
    select
        runs.model,
        bins.measure,
        bins.position,
        bins.label,
        bins.customers,
        bins.predicted,
        bins.actual
    from stg_model_bins as bins
    join fct_model_runs as runs on runs.run_id = bins.run_id and runs.is_latest = 1
)

select * from shown
