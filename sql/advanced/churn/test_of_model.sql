-- summary: How the churn model did in its latest test, with AUC, precision at capacity and the base rate beside it.
-- grain: auc
-- params: {}
-- columns:
--   auc: {type: decimal, title: Model AUC, note: The chance that a customer who was silent had the higher probability.}
--   precision_at_capacity: {type: ratio, title: Precision at capacity, note: 'Share that was silent, of the tenth at most risk.'}
--   base_rate: {type: ratio, title: Base rate, note: The share of everybody that was silent.}
with figures as (
    select
        max(case when name = 'auc' then value end) as auc,
        max(case when name = 'precision' then value end) as precision_at_capacity,
        max(case when name = 'base_rate' then value end) as base_rate
    from fct_model_figures
    where model = 'churn'
    having count(*) > 0
)

select * from figures
