-- summary: What the shop itself came to each quarter in the measures that an association of shops publishes, as numerator and denominator.
-- grain: quarter_start, category, measure
-- columns:
--   quarter_start: {type: date, title: Quarter}
--   category: {type: text, title: Category, note: All where the measure is not by category.}
--   measure: {type: text, title: Measure}
--   numerator: {type: integer, title: Numerator}
--   denominator: {type: integer, title: Denominator}
with sold as (
    select
        events.event_day,
        events.category,
        sum(events.gross_cents) as gross_cents,
        sum(events.discount_cents) as discount_cents,
        sum(events.return_cents) as return_cents,
        sum(
            case when events.cost_cents is not null then events.gross_cents - events.discount_cents - events.return_cents end
        ) as costed_net_cents,
        sum(events.cost_cents) as cost_cents
    from fct_sales_events as events
    where events.source in (select distinct figures.source from stg_industry_benchmarks as figures)
    group by events.event_day, events.category
),

placed as (
    select orders.order_day, count(*) as orders
    from fct_orders as orders
    where orders.source in (select distinct figures.source from stg_industry_benchmarks as figures)
    group by orders.order_day
),

daily as (
    select sold.event_day as day_number, sold.category, 'Return rate' as measure, sold.return_cents as numerator,
        sold.gross_cents - sold.discount_cents as denominator
    from sold

    union all

    select sold.event_day as day_number, sold.category, 'Discount rate' as measure, sold.discount_cents as numerator,
        sold.gross_cents as denominator
    from sold

    union all

    select sold.event_day as day_number, sold.category, 'Gross margin' as measure,
        sold.costed_net_cents - sold.cost_cents as numerator, sold.costed_net_cents as denominator
    from sold
    where sold.cost_cents is not null

    union all

    select stock.snapshot_day as day_number, stock.category, 'Stock-out rate' as measure, stock.stock_out_days as numerator,
        stock.active_days as denominator
    from fct_inventory_months as stock

    union all

    select sold.event_day as day_number, 'All' as category, 'Average order value' as measure,
        sold.gross_cents - sold.discount_cents as numerator, 0 as denominator
    from sold

    union all

    select placed.order_day as day_number, 'All' as category, 'Average order value' as measure, 0 as numerator,
        100 * placed.orders as denominator
    from placed

    union all

    select days.day_number, 'All' as category, 'Conversion rate' as measure, days.purchase_sessions as numerator,
        days.sessions as denominator
    from fct_session_days as days

    union all

    select orders.order_day as day_number, 'All' as category, 'Returning-order share' as measure, 1 - orders.is_first as numerator,
        1 as denominator
    from fct_customer_orders as orders
),

quarterly as (
    select
        dates.quarter_start,
        daily.category,
        daily.measure,
        sum(daily.numerator) as numerator,
        sum(daily.denominator) as denominator
    from daily
    join dim_date as dates on dates.day_number = daily.day_number
    group by dates.quarter_start, daily.category, daily.measure
)

select * from quarterly
