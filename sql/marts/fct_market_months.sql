-- summary: What each region spent online in a month, and what of it came to the shop.
-- grain: market_key
-- indexes: [month_day]
-- columns:
--   market_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   month_day: {type: integer, title: First day of the month}
--   market_cents: {type: integer, title: Market}
--   demand_cents: {type: integer, title: Our sales, note: Gross sales minus discounts of the orders placed in the month.}
--   orders: {type: integer, title: Orders}
--   population: {type: integer, title: Inhabitants}
--   online_population: {type: integer, title: Inhabitants who shop online}
with placed as (
    select
        orders.source,
        orders.region,
        max(orders.country) as country,
        orders.order_day,
        count(*) as orders,
        sum(orders.gross_cents - orders.discount_cents) as demand_cents
    from fct_orders as orders
    where orders.source in (select distinct figures.source from stg_market_figures as figures)
    group by orders.source, orders.region, orders.order_day
),

monthly as (
    select
        placed.source,
        placed.region,
        dim_date.month_start,
        sum(placed.orders) as orders,
        sum(placed.demand_cents) as demand_cents
    from placed
    join dim_date on dim_date.day_number = placed.order_day
    group by placed.source, placed.region, dim_date.month_start
),

homes as (
    select placed.source, placed.region, max(placed.country) as country
    from placed
    group by placed.source, placed.region
),

shared as (
    select
        row_number() over (order by figures.source, figures.month_date, figures.region) as market_key,
        figures.source,
        coalesce(homes.country, 'Not recorded') as country,
        figures.region,
        dim_date.day_number as month_day,
        figures.market_cents,
        coalesce(monthly.demand_cents, 0) as demand_cents,
        coalesce(monthly.orders, 0) as orders,
        people.population,
        cast(floor(people.population * people.online_share + 0.5) as bigint) as online_population
    from stg_market_figures as figures
    join dim_date on dim_date.date_day = figures.month_date
    left join monthly
        on monthly.source = figures.source and monthly.region = figures.region and monthly.month_start = figures.month_date
    left join stg_region_figures as people on people.source = figures.source and people.region = figures.region
    left join homes on homes.source = figures.source and homes.region = figures.region
)

select * from shared
