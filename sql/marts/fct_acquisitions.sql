-- summary: Known customers with their first order and the marketing channel that brought them; it never changes afterwards.
-- grain: customer_key
-- indexes: [first_order_day]
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   order_key: {type: integer, title: First order}
--   first_order_day: {type: integer, title: Day}
--   marketing_channel: {type: text, title: Acquisition channel, note: 'The last but direct touch in the 30 days before the first order, else Unattributed.'}
--   campaign_key: {type: integer, title: Campaign key}
--   channel: {type: text, title: Channel, note: Of the first order; likewise below.}
--   region: {type: text, title: Region}
--   country: {type: text, title: Country}
--   category: {type: text, title: First category, note: Of the dearest line.}
--   product_key: {type: integer, title: First product, note: Likewise.}
--   influencer_key: {type: integer, title: Influencer key, note: 0 where no post is credited with the order.}
--   is_discounted: {type: boolean, title: Discounted}
--   demand_cents: {type: integer, title: Sales before returns}
--   is_referred: {type: boolean, title: Referred, note: Came on another customer's recommendation.}
with candidates as (
    select
        orders.*,
        row_number() over (partition by orders.customer_key order by orders.ordered_at, orders.order_key) as place
    from fct_orders as orders
    join dim_customers as customers on customers.customer_key = orders.customer_key and customers.first_order_day = orders.order_day
    where customers.is_known = 1 and customers.is_house_account = 0
),

touched as (
    select
        touchpoints.order_key,
        touchpoints.marketing_channel,
        touchpoints.campaign_key,
        row_number() over (partition by touchpoints.order_key order by touchpoints.position desc) as place
    from fct_touchpoints as touchpoints
    where touchpoints.order_key > 0
        and touchpoints.marketing_channel <> 'Direct'
        and touchpoints.touched_day >= touchpoints.ended_day - 30
),

bought as (
    select
        lines.order_key,
        lines.category,
        lines.product_key,
        row_number() over (partition by lines.order_key order by lines.gross_cents - lines.discount_cents desc, lines.event_key) as place
    from candidates
    join fct_sales_events as lines on lines.order_key = candidates.order_key
    where candidates.place = 1 and lines.event_type = 'sale' and lines.is_correction = 0
),

credited as (
    select tracking.source, tracking.order_id, posts.influencer_key
    from stg_influencer_tracking as tracking
    left join fct_influencer_posts as posts on posts.source = tracking.source and posts.post_id = tracking.post_id
),

referred as (
    select distinct numbers.customer_key
    from stg_referrals as referrals
    join customer_numbers as numbers
        on numbers.source = referrals.source and numbers.customer_id = referrals.referred_customer_id
),

firsts as (
    select
        candidates.customer_key,
        candidates.order_key,
        candidates.order_day as first_order_day,
        case
            when credits.order_id is not null then 'Influencers'
            else coalesce(touched.marketing_channel, 'Unattributed')
        end as marketing_channel,
        case when credits.order_id is not null then 0 else coalesce(touched.campaign_key, 0) end as campaign_key,
        candidates.channel,
        candidates.region,
        candidates.country,
        coalesce(bought.category, 'Not recorded') as category,
        coalesce(bought.product_key, 0) as product_key,
        coalesce(credits.influencer_key, 0) as influencer_key,
        case when candidates.discount_cents > 0 then 1 else 0 end as is_discounted,
        candidates.gross_cents - candidates.discount_cents as demand_cents,
        case when referred.customer_key is null then 0 else 1 end as is_referred
    from candidates
    left join touched on touched.order_key = candidates.order_key and touched.place = 1
    left join bought on bought.order_key = candidates.order_key and bought.place = 1
    left join credited as credits on credits.source = candidates.source and credits.order_id = candidates.order_id
    left join referred on referred.customer_key = candidates.customer_key
    where candidates.place = 1
)

select * from firsts
