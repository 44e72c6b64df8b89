-- summary: Customers who ordered in the year before a cut-off day, as known before it, and whether they were silent after it.
-- grain: customer_key
-- params: {cut_off_day: integer, horizon_days: integer}
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   customer_key: {type: integer, title: Customer key}
--   order_days: {type: integer, title: Days with an order, note: Two orders on one day count once; cancelled orders do not count.}
--   silent_days: {type: integer, title: Days silent, note: From the last of these to the cut-off day.}
--   age_days: {type: integer, title: Days since the first order}
--   gap_sum_days: {type: integer, title: Sum of the gaps, note: 'Of all gaps between days with an order, as those below.'}
--   gap_square_days: {type: integer, title: Sum of their squares}
--   last_gap_days: {type: integer, title: Latest gap, note: Missing after one order.}
--   usual_gap_days: {type: integer, title: Usual longest gap, note: The least gap that four in five of the own gaps do not exceed.}
--   longest_gap_days: {type: integer, title: Longest gap}
--   gaps_passed: {type: integer, title: Gaps passed, note: Own gaps that are not longer than the silence.}
--   orders_90: {type: integer, title: Days with an order in the last 90 days}
--   orders_180: {type: integer, title: Days with an order in the last 180 days}
--   orders_365: {type: integer, title: Days with an order in the last 365 days}
--   net_cents: {type: integer, title: Net sales, note: Lifetime before the cut-off day.}
--   gross_cents: {type: integer, title: Gross sales, note: Likewise.}
--   discount_cents: {type: integer, title: Discounts, note: Likewise.}
--   return_cents: {type: integer, title: Returns, note: Likewise.}
--   categories: {type: integer, title: Categories bought from}
--   year_net_cents: {type: integer, title: Net sales of the year}
--   year_margin_cents: {type: integer, title: CM2 of the year, note: Missing where no cost is recorded.}
--   rhythm: {type: text, title: Own rhythm, note: 'Active up to the usual longest gap, at risk beyond it, churned beyond the longest.'}
--   is_silent: {type: boolean, title: Silent, note: No order from the cut-off day on for the days of the horizon.}
with known as (
    select customer_key, source, customer_id
    from dim_customers
    where is_known = 1
        and is_house_account = 0
        and is_erased = 0
),

cancelled as (
    select distinct order_key
    from fct_sales_events
    where event_type = 'cancellation'
        and event_day < :cut_off_day
),

days as (
    select distinct sales.customer_key, sales.order_day
    from fct_sales_events as sales
    join known on known.customer_key = sales.customer_key
    left join cancelled on cancelled.order_key = sales.order_key
    where sales.event_type = 'sale'
        and sales.order_day < :cut_off_day
        and cancelled.order_key is null
),

spaced as (
    select
        customer_key,
        order_day,
        order_day - lag(order_day) over (partition by customer_key order by order_day) as gap,
        max(order_day) over (partition by customer_key) as last_order_day
    from days
),

ranked as (
    select
        customer_key,
        order_day,
        last_order_day,
        gap,
        count(gap) over (partition by customer_key) as gaps,
        row_number() over (partition by customer_key, case when gap is null then 1 else 0 end order by gap, order_day) as place
    from spaced
),

habits as (
    select
        customer_key,
        count(*) as order_days,
        :cut_off_day - max(order_day) as silent_days,
        :cut_off_day - min(order_day) as age_days,
        coalesce(sum(gap), 0) as gap_sum_days,
        coalesce(sum(gap * gap), 0) as gap_square_days,
        max(case when order_day = last_order_day then gap end) as last_gap_days,
        min(case when place * 10 >= gaps * 8 then gap end) as usual_gap_days,
        max(gap) as longest_gap_days,
        count(case when gap <= :cut_off_day - last_order_day then 1 end) as gaps_passed,
        count(case when order_day >= :cut_off_day - 90 then 1 end) as orders_90,
        count(case when order_day >= :cut_off_day - 180 then 1 end) as orders_180,
        count(case when order_day >= :cut_off_day - 365 then 1 end) as orders_365
    from ranked
    group by customer_key
    having max(order_day) >= :cut_off_day - 365
),

spent as (
    select
        customer_key,
        sum(gross_cents - discount_cents - return_cents) as net_cents,
        sum(gross_cents) as gross_cents,
        sum(discount_cents) as discount_cents,
        sum(return_cents) as return_cents,
        count(distinct case when event_type = 'sale' then category end) as categories,
        sum(case when event_day >= :cut_off_day - 365 then gross_cents - discount_cents - return_cents else 0 end) as year_net_cents,
        sum(
            case
                when event_day >= :cut_off_day - 365 and cost_cents is not null
                    then gross_cents - discount_cents - return_cents - cost_cents
                        - coalesce(fulfilment_cents, 0) - coalesce(payment_fee_cents, 0)
            end
        ) as year_margin_cents
    from fct_sales_events
    where event_day < :cut_off_day
        and is_known_customer = 1
    group by customer_key
),

returned as (
    select distinct customer_key
    from fct_sales_events
    where event_type = 'sale'
        and order_day >= :cut_off_day
        and order_day < :cut_off_day + :horizon_days
),

panel as (
    select
        known.source,
        known.customer_id,
        habits.*,
        coalesce(spent.net_cents, 0) as net_cents,
        coalesce(spent.gross_cents, 0) as gross_cents,
        coalesce(spent.discount_cents, 0) as discount_cents,
        coalesce(spent.return_cents, 0) as return_cents,
        coalesce(spent.categories, 0) as categories,
        coalesce(spent.year_net_cents, 0) as year_net_cents,
        spent.year_margin_cents,
        case
            when habits.longest_gap_days is null then 'One order'
            when habits.silent_days <= habits.usual_gap_days then 'Active'
            when habits.silent_days <= habits.longest_gap_days then 'At risk'
            else 'Churned'
        end as rhythm,
        case when returned.customer_key is null then 1 else 0 end as is_silent
    from habits
    join known on known.customer_key = habits.customer_key
    left join spent on spent.customer_key = habits.customer_key
    left join returned on returned.customer_key = habits.customer_key
)

select * from panel order by customer_key
