-- summary: What the business had at work at the end of each month, beside the month's sales and costs.
-- grain: balance_day
-- columns:
--   balance_day: {type: integer, title: Last day of the month}
--   month_days: {type: integer, title: Days of the month}
--   receivables_cents: {type: integer, title: Receivables, note: 'Missing where the books have no such account, likewise below.'}
--   payables_cents: {type: integer, title: Payables}
--   cash_cents: {type: integer, title: Cash}
--   net_sales_cents: {type: integer, title: Net sales}
--   total_sales_cents: {type: integer, title: Total sales}
--   cost_cents: {type: integer, title: Cost of goods, tag: cost}
--   gross_profit_cents: {type: integer, title: Gross profit, note: Of sales whose cost is recorded., tag: margin}
--   stock_value_day_cents: {type: integer, title: Value days of stock, note: 'Value at cost summed over all evenings; missing where no stock is recorded, likewise below.', tag: cost}
--   stock_cost_cents: {type: integer, title: Cost of goods from stock, tag: cost}
--   expected_refunds_opening_cents: {type: integer, title: Refunds expected before}
--   expected_refunds_cents: {type: integer, title: Refunds expected, note: Without tax.}
--   expected_goods_cents: {type: integer, title: Goods expected back, note: At cost.}
--   gift_card_opening_cents: {type: integer, title: Gift cards owed before}
--   gift_card_issued_cents: {type: integer, title: Gift cards issued}
--   gift_card_redeemed_cents: {type: integer, title: Gift cards redeemed}
--   gift_card_closing_cents: {type: integer, title: Gift cards owed}
with months as (
    select
        dates.month_start,
        max(case when dates.date_day = balances.balance_on then dates.day_number end) as balance_day,
        count(distinct dates.day_number) as month_days,
        max(case when balances.account = 'Receivables' then balances.amount_cents end) as receivables_cents,
        max(case when balances.account = 'Payables' then balances.amount_cents end) as payables_cents,
        max(case when balances.account = 'Cash' then balances.amount_cents end) as cash_cents
    from stg_balances as balances
    join dim_date as dates on dates.month_start = substr(balances.balance_on, 1, 7) || '-01'
    group by dates.month_start
),

sold as (
    select
        dates.month_start,
        sum(events.gross_cents - events.discount_cents - events.return_cents) as net_sales_cents,
        sum(
            events.gross_cents - events.discount_cents - events.return_cents + events.tax_cents + events.shipping_cents
        ) as total_sales_cents,
        sum(events.cost_cents) as cost_cents,
        sum(
            case
                when events.cost_cents is not null
                    then events.gross_cents - events.discount_cents - events.return_cents - events.cost_cents
            end
        ) as gross_profit_cents
    from fct_sales_events as events
    join dim_date as dates on dates.day_number = events.event_day
    where dates.month_start in (select months.month_start from months)
    group by dates.month_start
),

owed as (
    select
        dates.month_start,
        sum(movements.issued_cents) as issued_cents,
        sum(movements.redeemed_cents) as redeemed_cents
    from fct_gift_card_movements as movements
    join dim_date as dates on dates.day_number = movements.moved_day
    group by dates.month_start
),

stocked as (
    select
        stock.snapshot_day,
        sum(stock.value_day_cents) as value_day_cents,
        sum(stock.cost_of_goods_cents) as cost_of_goods_cents
    from fct_inventory_months as stock
    group by stock.snapshot_day
),

joined as (
    select
        months.*,
        coalesce(sold.net_sales_cents, 0) as net_sales_cents,
        coalesce(sold.total_sales_cents, 0) as total_sales_cents,
        coalesce(sold.cost_cents, 0) as cost_cents,
        sold.gross_profit_cents,
        stocked.value_day_cents as stock_value_day_cents,
        stocked.cost_of_goods_cents as stock_cost_cents,
        coalesce(liabilities.liability_cents, 0) as expected_refunds_cents,
        coalesce(liabilities.goods_cents, 0) as expected_goods_cents,
        coalesce(owed.issued_cents, 0) as issued_cents,
        coalesce(owed.redeemed_cents, 0) as redeemed_cents,
        (
            select coalesce(sum(before.issued_cents - before.redeemed_cents), 0)
            from owed as before
            where before.month_start < months.month_start
        ) as opening_cents
    from months
    left join sold on sold.month_start = months.month_start
    left join owed on owed.month_start = months.month_start
    left join stocked on stocked.snapshot_day = months.balance_day
    left join refund_liabilities as liabilities on liabilities.balance_day = months.balance_day
),

balances as (
    select
        joined.balance_day,
        joined.month_days,
        joined.receivables_cents,
        joined.payables_cents,
        joined.cash_cents,
        joined.net_sales_cents,
        joined.total_sales_cents,
        joined.cost_cents,
        joined.gross_profit_cents,
        joined.stock_value_day_cents,
        joined.stock_cost_cents,
        lag(joined.expected_refunds_cents, 1, 0) over (order by joined.balance_day) as expected_refunds_opening_cents,
        joined.expected_refunds_cents,
        joined.expected_goods_cents,
        joined.opening_cents as gift_card_opening_cents,
        joined.issued_cents as gift_card_issued_cents,
        joined.redeemed_cents as gift_card_redeemed_cents,
        joined.opening_cents + joined.issued_cents - joined.redeemed_cents as gift_card_closing_cents
    from joined
    where joined.balance_day is not null
)

select * from balances
