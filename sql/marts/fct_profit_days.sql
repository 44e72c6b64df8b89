-- summary: The profit and loss of each day by channel, region and category; what belongs to none of them is Not recorded there.
-- grain: profit_key
-- indexes: [profit_day]
-- columns:
--   profit_key: {type: integer, title: Key}
--   profit_day: {type: integer, title: Day, note: 'Of the sale, return, spend or cost.'}
--   entry: {type: text, title: Entry, note: 'Sales, Marketing, Fixed costs or Budget.'}
--   channel: {type: text, title: Channel}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   category: {type: text, title: Category}
--   net_cents: {type: integer, title: Net sales}
--   tax_cents: {type: integer, title: Tax}
--   shipping_cents: {type: integer, title: Shipping}
--   costed_net_cents: {type: integer, title: Net sales with a known cost, note: Missing where no cost is recorded.}
--   cost_cents: {type: integer, title: Cost of goods, note: Likewise., tag: cost}
--   fulfilment_cents: {type: integer, title: Fulfilment, tag: cost}
--   payment_fee_cents: {type: integer, title: Payment fees}
--   marketing_cents: {type: integer, title: Marketing}
--   fixed_cents: {type: integer, title: Fixed costs, tag: cost}
--   budget_cents: {type: integer, title: Net sales planned}
with spread as (
    select
        'Marketing' as entry,
        spends.spend_day as profit_day,
        spends.country,
        spends.region,
        spends.category,
        spends.spend_cents as marketing_cents,
        0 as fixed_cents,
        0 as budget_cents
    from marketing_spends as spends

    union all

    select
        'Fixed costs' as entry,
        costs.cost_day as profit_day,
        'Not recorded' as country,
        'Not recorded' as region,
        'Not recorded' as category,
        0 as marketing_cents,
        costs.amount_cents as fixed_cents,
        0 as budget_cents
    from fct_fixed_costs as costs

    union all

    select
        'Budget' as entry,
        budgets.budget_day as profit_day,
        budgets.country,
        budgets.region,
        budgets.category,
        0 as marketing_cents,
        0 as fixed_cents,
        budgets.net_sales_cents as budget_cents
    from budget_days as budgets
),

summed as (
    select
        spread.entry,
        spread.profit_day,
        spread.country,
        spread.region,
        spread.category,
        sum(spread.marketing_cents) as marketing_cents,
        sum(spread.fixed_cents) as fixed_cents,
        sum(spread.budget_cents) as budget_cents
    from spread
    group by spread.entry, spread.profit_day, spread.country, spread.region, spread.category
),

entries as (
    select
        sales.profit_day,
        'Sales' as entry,
        sales.channel,
        sales.country,
        sales.region,
        sales.category,
        sales.net_cents,
        sales.tax_cents,
        sales.shipping_cents,
        sales.costed_net_cents,
        sales.cost_cents,
        sales.fulfilment_cents,
        sales.payment_fee_cents,
        0 as marketing_cents,
        0 as fixed_cents,
        0 as budget_cents
    from profit_sales as sales

    union all

    select
        summed.profit_day,
        summed.entry,
        'Not recorded' as channel,
        summed.country,
        summed.region,
        summed.category,
        0 as net_cents,
        0 as tax_cents,
        0 as shipping_cents,
        0 as costed_net_cents,
        0 as cost_cents,
        0 as fulfilment_cents,
        0 as payment_fee_cents,
        summed.marketing_cents,
        summed.fixed_cents,
        summed.budget_cents
    from summed
),

days as (
    select
        row_number() over (
            order by entries.profit_day, entries.entry, entries.channel, entries.country, entries.region, entries.category
        ) as profit_key,
        entries.*
    from entries
)

select * from days
