-- summary: 'How many orders and events each year holds: what could be archived. Nothing archives by itself, as totals would change.'
-- database: warehouse
-- grain: year_number
-- params: {}
-- columns:
--   year_number: {type: text, title: Year}
--   orders: {type: integer, title: Orders}
--   lines: {type: integer, title: Lines}
--   order_share: {type: ratio, title: Share of orders}
--   older_share: {type: ratio, title: This year and before, note: 'Of all orders: what would go with everything up to that year.'}
-- order: year_number
with years as (
    select substr(orders.order_date, 1, 4) as year_number, count(*) as orders, sum(orders.lines) as lines
    from fct_orders as orders
    group by substr(orders.order_date, 1, 4)
),

listed as (
    select
        years.year_number,
        years.orders,
        years.lines,
        cast(years.orders as double precision) / nullif(sum(years.orders) over (), 0) as order_share,
        cast(sum(years.orders) over (order by years.year_number rows between unbounded preceding and current row) as double precision)
            / nullif(sum(years.orders) over (), 0) as older_share
    from years
)

select * from listed order by year_number
