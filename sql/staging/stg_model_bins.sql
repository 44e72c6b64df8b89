-- summary: Predicted and actual averages of groups of customers at an earlier cut, by run of a model.
-- grain: run_id, measure, position
-- columns:
--   run_id: {type: integer, title: Run}
--   measure: {type: text, title: Grouped by}
--   position: {type: integer, title: Position}
--   label: {type: text, title: Group}
--   customers: {type: integer, title: Customers}
--   predicted: {type: decimal, title: Predicted}
--   actual: {type: decimal, title: Actual}
select
    bins.run_id,
    bins.measure,
    bins.position,
    bins.label,
    bins.customers,
    bins.predicted,
    bins.actual
from raw_model_bins as bins
