-- summary: Net sales planned for each month, category and region.
-- grain: budget_key
-- columns:
--   budget_key: {type: integer, title: Key}
--   month_start: {type: date, title: Month}
--   category: {type: text, title: Category}
--   country: {type: text, title: Country, note: Where orders name it with the region.}
--   region: {type: text, title: Region}
--   net_sales_cents: {type: integer, title: Net sales planned}
with countries as (
    select documents.region, min(documents.country) as country
    from dim_documents as documents
    group by documents.region
),

budgets as (
    select
        row_number() over (order by plans.month, plans.category, plans.region) as budget_key,
        plans.month as month_start,
        plans.category,
        coalesce(countries.country, 'Not recorded') as country,
        plans.region,
        plans.net_sales_cents
    from stg_budgets as plans
    left join countries on countries.region = plans.region
)

select * from budgets
