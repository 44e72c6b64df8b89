-- summary: Orders a customer in the days held out, predicted and actual, by tenth of the prediction.
-- grain: tenth, kind
-- params: {}
-- columns:
--   tenth: {type: integer, title: Tenth of customers, note: From the lowest prediction to the highest.}
--   kind: {type: text, title: Kind}
--   orders: {type: decimal, title: Orders a customer}
--   customers: {type: integer, title: Customers}
with bins as (
    select bins.position, bins.customers, bins.predicted, bins.actual
    from fct_model_bins as bins
    where bins.model = 'clv' and bins.measure = 'tenth'
),

answer as (
    select bins.position as tenth, 'Predicted' as kind, bins.predicted as orders, bins.customers
    from bins

    union all

    select bins.position as tenth, 'Actual' as kind, bins.actual as orders, bins.customers
    from bins
)

select * from answer order by tenth, kind
