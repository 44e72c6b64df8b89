-- summary: Posts of influencers with their reach, what they cost and what the orders credited to them came to, whenever that was.
-- grain: post_key
-- indexes: [post_day, influencer_key]
-- columns:
--   post_key: {type: integer, title: Key}
--   post_id: {type: id, title: Post, drill: post}
--   source: {type: text, title: Source}
--   influencer_key: {type: integer, title: Influencer key}
--   post_day: {type: integer, title: Day}
--   posted_at: {type: timestamp, title: Time}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   social_platform: {type: text, title: Social platform}
--   tier: {type: text, title: Tier}
--   niche: {type: text, title: Niche}
--   gender: {type: text, title: Gender}
--   manager: {type: text, title: Manager}
--   sponsorship: {type: text, title: Sponsorship, note: Sponsored or Not sponsored.}
--   followers: {type: integer, title: Followers, note: At the beginning of the month; missing where not recorded.}
--   reach: {type: integer, title: Reach}
--   impressions: {type: integer, title: Impressions}
--   likes: {type: integer, title: Likes}
--   comments: {type: integer, title: Comments}
--   saves: {type: integer, title: Saves}
--   credited_orders: {type: integer, title: Credited orders}
--   new_customers: {type: integer, title: New customers}
--   existing_customer_orders: {type: integer, title: Orders of existing customers}
--   demand_cents: {type: integer, title: Credited sales before returns}
--   net_cents: {type: integer, title: Credited net sales}
--   goods_cents: {type: integer, title: Cost of goods, tag: cost}
--   fee_cents: {type: integer, title: Fees}
--   commission_cents: {type: integer, title: Commissions}
--   agency_cents: {type: integer, title: Agencies}
--   gift_cents: {type: integer, title: Gifted products}
--   gift_shipping_cents: {type: integer, title: Shipping of gifts}
--   investment_cents: {type: integer, title: Investment}
--   media_value_cents: {type: integer, title: Media value, note: Missing where the post is not sponsored or no rate is known.}
with credits as (
    select
        credits.source,
        credits.post_id,
        count(*) as credited_orders,
        sum(credits.is_new_customer) as new_customers,
        sum(credits.is_existing_customer) as existing_customer_orders,
        sum(credits.demand_cents) as demand_cents,
        sum(credits.net_cents) as net_cents,
        sum(credits.cost_cents) as goods_cents
    from influencer_credits as credits
    group by credits.source, credits.post_id
),

payouts as (
    select
        payouts.source,
        payouts.post_id,
        sum(case when payouts.kind = 'Commission' then 0 else payouts.amount_cents end) as fee_cents,
        sum(case when payouts.kind = 'Commission' then payouts.amount_cents else 0 end) as commission_cents,
        sum(payouts.agency_cents) as agency_cents
    from fct_influencer_payouts as payouts
    group by payouts.source, payouts.post_id
),

gifts as (
    select gifts.source, gifts.post_id, sum(gifts.cost_cents) as gift_cents, sum(gifts.shipping_cents) as gift_shipping_cents
    from stg_influencer_gifts as gifts
    group by gifts.source, gifts.post_id
),

posts as (
    select
        row_number() over (order by posts.source, posts.post_id) as post_key,
        posts.post_id,
        posts.source,
        coalesce(influencers.influencer_key, 0) as influencer_key,
        dim_date.day_number as post_day,
        posts.posted_at,
        posts.category,
        posts.brand,
        coalesce(influencers.social_platform, 'Not recorded') as social_platform,
        coalesce(influencers.tier, 'Not recorded') as tier,
        coalesce(influencers.niche, 'Not recorded') as niche,
        coalesce(influencers.gender, 'Not recorded') as gender,
        coalesce(influencers.manager, 'Not recorded') as manager,
        case when posts.is_sponsored = 1 then 'Sponsored' else 'Not sponsored' end as sponsorship,
        followers.followers,
        posts.reach,
        posts.impressions,
        posts.likes,
        posts.comments,
        posts.saves,
        coalesce(credits.credited_orders, 0) as credited_orders,
        coalesce(credits.new_customers, 0) as new_customers,
        coalesce(credits.existing_customer_orders, 0) as existing_customer_orders,
        coalesce(credits.demand_cents, 0) as demand_cents,
        coalesce(credits.net_cents, 0) as net_cents,
        coalesce(credits.goods_cents, 0) as goods_cents,
        coalesce(payouts.fee_cents, 0) as fee_cents,
        coalesce(payouts.commission_cents, 0) as commission_cents,
        coalesce(payouts.agency_cents, 0) as agency_cents,
        coalesce(gifts.gift_cents, 0) as gift_cents,
        coalesce(gifts.gift_shipping_cents, 0) as gift_shipping_cents,
        media.media_value_cents
    from stg_influencer_posts as posts
    join dim_date on dim_date.date_day = posts.posted_date
    left join dim_influencers as influencers on influencers.influencer_id = posts.influencer_id
    left join stg_influencer_followers as followers
        on followers.influencer_id = posts.influencer_id
        and followers.source = posts.source
        and followers.month_start = dim_date.month_start
    left join credits on credits.post_id = posts.post_id and credits.source = posts.source
    left join payouts on payouts.post_id = posts.post_id and payouts.source = posts.source
    left join gifts on gifts.post_id = posts.post_id and gifts.source = posts.source
    left join influencer_media_values as media on media.post_id = posts.post_id and media.source = posts.source
),

summed as (
    select
        posts.*,
        posts.fee_cents + posts.commission_cents + posts.agency_cents + posts.gift_cents + posts.gift_shipping_cents
            as investment_cents
    from posts
)

select * from summed
