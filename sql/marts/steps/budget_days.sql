-- summary: Net sales planned for each category and region, a month's plan spread over its days, exact to the cent.
-- grain: budget_day, category, region
-- columns:
--   budget_day: {type: integer, title: Day}
--   category: {type: text, title: Category}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   net_sales_cents: {type: integer, title: Net sales planned}
with spread as (
    select
        days.day_number as budget_day,
        budgets.category,
        budgets.country,
        budgets.region,
        cast(floor(cast(budgets.net_sales_cents * days.position as double precision) / nullif(days.days, 0) + 0.000001) as bigint)
            - cast(floor(cast(budgets.net_sales_cents * (days.position - 1) as double precision) / nullif(days.days, 0) + 0.000001) as bigint)
            as net_sales_cents
    from fct_budgets as budgets
    join days_of_months as days on days.month_start = budgets.month_start
)

select * from spread
