-- summary: Value of goods that are expected back still at the end of each month, by the returns of orders 60 to 239 days old.
-- grain: balance_day
-- columns:
--   balance_day: {type: integer, title: Last day of the month}
--   liability_cents: {type: integer, title: Expected refunds}
--   goods_cents: {type: integer, title: Goods expected back, note: At the cost that goes back on the shelf.}
with moments as (
    select distinct dates.day_number as balance_day
    from stg_balances as balances
    join dim_date as dates on dates.date_day = balances.balance_on
),

days as (
    select
        events.order_day,
        events.event_day,
        events.category,
        sum(events.gross_cents - events.discount_cents) as demand_cents,
        sum(case when events.event_type = 'return' then events.return_cents else 0 end) as return_cents,
        sum(case when events.event_type = 'return' then -coalesce(events.cost_cents, 0) else 0 end) as restocked_cents
    from fct_sales_events as events
    where events.source in (select costs.source from stg_cost_history as costs)
        and events.event_type in ('sale', 'return')
    group by events.order_day, events.event_day, events.category
),

known as (
    select
        moments.balance_day,
        days.category,
        sum(case when days.order_day <= moments.balance_day - 60 then days.demand_cents else 0 end) as old_demand,
        sum(case when days.order_day <= moments.balance_day - 60 then days.return_cents else 0 end) as old_return,
        sum(case when days.order_day <= moments.balance_day - 60 then days.restocked_cents else 0 end) as old_restocked,
        sum(case when days.order_day > moments.balance_day - 60 then days.demand_cents else 0 end) as new_demand,
        sum(case when days.order_day > moments.balance_day - 60 then days.return_cents else 0 end) as new_return
    from moments
    join days
        on days.order_day > moments.balance_day - 240
        and days.order_day <= moments.balance_day
        and days.event_day <= moments.balance_day
    group by moments.balance_day, days.category
),

expected as (
    -- IFRS 15, example 22; the part that came back of older sales is expected of those of the last 60 days, less what is back already.
    select
        known.balance_day,
        coalesce(
            cast(floor(known.new_demand * (cast(known.old_return as double precision) / nullif(known.old_demand, 0)) + 0.5) as bigint), 0
        ) - known.new_return as liability_cents,
        coalesce(cast(known.old_restocked as double precision) / nullif(known.old_return, 0), 0) as cost_share
    from known
),

liabilities as (
    select
        expected.balance_day,
        sum(case when expected.liability_cents > 0 then expected.liability_cents else 0 end) as liability_cents,
        sum(
            case
                when expected.liability_cents > 0 then cast(floor(expected.liability_cents * expected.cost_share + 0.5) as bigint)
                else 0
            end
        ) as goods_cents
    from expected
    group by expected.balance_day
)

select * from liabilities
