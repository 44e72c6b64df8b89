-- summary: Net sales of each day, credited to influencers or not, beside what was spent on influencers on that day.
-- grain: day_key
-- indexes: [day_number]
-- columns:
--   day_key: {type: integer, title: Key}
--   day_number: {type: integer, title: Day}
--   order_source: {type: text, title: Order source, note: 'Influenced where tracking credits the order to a post, else Organic.'}
--   orders: {type: integer, title: Orders}
--   demand_cents: {type: integer, title: Sales before returns}
--   net_cents: {type: integer, title: Net sales, note: On the day of the order.}
--   investment_cents: {type: integer, title: Investment, note: 'Fees on the day of the post, commissions of the order, gifts when sent.'}
with sales as (
    select
        orders.order_day as day_number,
        case when credits.order_key is null then 'Organic' else 'Influenced' end as order_source,
        count(*) as orders,
        sum(orders.gross_cents - orders.discount_cents) as demand_cents,
        sum(orders.net_cents) as net_cents
    from fct_orders as orders
    left join influencer_credits as credits on credits.order_key = orders.order_key
    where exists (select posts.post_key from fct_influencer_posts as posts)
    group by orders.order_day, case when credits.order_key is null then 'Organic' else 'Influenced' end
),

spent as (
    select payouts.earned_day as day_number, payouts.amount_cents + payouts.agency_cents as investment_cents
    from fct_influencer_payouts as payouts

    union all

    select dim_date.day_number, gifts.cost_cents + gifts.shipping_cents as investment_cents
    from stg_influencer_gifts as gifts
    join dim_date on dim_date.date_day = gifts.sent_date
),

investments as (
    select spent.day_number, sum(spent.investment_cents) as investment_cents
    from spent
    group by spent.day_number
),

days as (
    select sales.day_number, sales.order_source, sales.orders, sales.demand_cents, sales.net_cents, 0 as investment_cents
    from sales

    union all

    select
        investments.day_number,
        'Influenced' as order_source,
        0 as orders,
        0 as demand_cents,
        0 as net_cents,
        investments.investment_cents
    from investments
),

summed as (
    select
        row_number() over (order by days.day_number, days.order_source) as day_key,
        days.day_number,
        days.order_source,
        sum(days.orders) as orders,
        sum(days.demand_cents) as demand_cents,
        sum(days.net_cents) as net_cents,
        sum(days.investment_cents) as investment_cents
    from days
    group by days.day_number, days.order_source
)

select * from summed
