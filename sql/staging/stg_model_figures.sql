-- summary: Numbers of the runs of models, by name.
-- grain: run_id, name
-- columns:
--   run_id: {type: integer, title: Run}
--   name: {type: text, title: Figure}
--   value: {type: decimal, title: Value}
--   low: {type: decimal, title: At least, note: 'Of the interval, where there is one.'}
--   high: {type: decimal, title: At most}
select
    figures.run_id,
    figures.name,
    figures.value,
    figures.low,
    figures.high
from raw_model_figures as figures
