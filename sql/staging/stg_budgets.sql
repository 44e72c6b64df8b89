-- summary: Net sales planned for each month, category and region, in the reporting currency.
-- grain: month, category, region
-- columns:
--   month: {type: date, title: Month}
--   category: {type: text, title: Category}
--   region: {type: text, title: Region}
--   net_sales_cents: {type: integer, title: Net sales}
with loaded as (
    select
        budgets.month,
        coalesce(nullif(trim(budgets.category), ''), 'Not recorded') as category,
        coalesce(nullif(trim(budgets.region), ''), 'Not recorded') as region,
        budgets.net_sales_cents
    from raw_budgets as budgets
    where budgets.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded
