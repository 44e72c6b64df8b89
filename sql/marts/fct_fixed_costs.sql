-- summary: Costs that do not depend on a single order, a month's amount spread over its days, exact to the cent.
-- grain: cost_key
-- indexes: [cost_day]
-- columns:
--   cost_key: {type: integer, title: Key}
--   cost_day: {type: integer, title: Day}
--   account: {type: text, title: Account}
--   amount_cents: {type: integer, title: Amount, tag: cost}
with spread as (
    select
        days.day_number as cost_day,
        costs.account,
        cast(floor(cast(costs.amount_cents * days.position as double precision) / nullif(days.days, 0) + 0.000001) as bigint)
            - cast(floor(cast(costs.amount_cents * (days.position - 1) as double precision) / nullif(days.days, 0) + 0.000001) as bigint)
            as amount_cents
    from stg_fixed_costs as costs
    join days_of_months as days on days.month_start = costs.month
),

costs as (
    select
        row_number() over (order by spread.cost_day, spread.account) as cost_key,
        spread.*
    from spread
)

select * from costs
