-- summary: What is owed to influencers and their agencies, a line for each paid post and each order that earned a commission.
-- grain: payout_key
-- indexes: [earned_day]
-- columns:
--   payout_key: {type: integer, title: Key}
--   payout_id: {type: id, title: Payout}
--   source: {type: text, title: Source}
--   contract_id: {type: id, title: Contract}
--   influencer_key: {type: integer, title: Influencer key}
--   post_id: {type: id, title: Post}
--   order_key: {type: integer, title: Order key, note: 0 for a fee.}
--   kind: {type: text, title: Kind, note: Fee or Commission.}
--   tier: {type: text, title: Tier}
--   social_platform: {type: text, title: Social platform}
--   manager: {type: text, title: Manager}
--   brand: {type: text, title: Brand, note: Of the post.}
--   category: {type: text, title: Category, note: Of the post.}
--   earned_day: {type: integer, title: Day earned}
--   paid_day: {type: integer, title: Day paid, note: Missing until then.}
--   is_paid: {type: boolean, title: Paid}
--   amount_cents: {type: integer, title: Amount}
--   agency_cents: {type: integer, title: Agency}
with lines as (
    select
        row_number() over (order by payouts.source, payouts.payout_id) as payout_key,
        payouts.payout_id,
        payouts.source,
        payouts.contract_id,
        coalesce(influencers.influencer_key, 0) as influencer_key,
        payouts.post_id,
        coalesce(orders.order_key, 0) as order_key,
        case when contracts.basis = 'Order' then 'Commission' when contracts.basis = 'Post' then 'Fee' else 'Not recorded' end as kind,
        coalesce(influencers.tier, 'Not recorded') as tier,
        coalesce(influencers.social_platform, 'Not recorded') as social_platform,
        coalesce(influencers.manager, 'Not recorded') as manager,
        coalesce(posts.brand, 'Not recorded') as brand,
        coalesce(posts.category, 'Not recorded') as category,
        earned.day_number as earned_day,
        paid.day_number as paid_day,
        case when payouts.paid_date is null then 0 else 1 end as is_paid,
        payouts.amount_cents,
        payouts.agency_cents
    from stg_influencer_payouts as payouts
    join dim_date as earned on earned.date_day = payouts.earned_date
    left join dim_date as paid on paid.date_day = payouts.paid_date
    left join stg_influencer_contracts as contracts
        on contracts.contract_id = payouts.contract_id
        and contracts.source = payouts.source
    left join dim_influencers as influencers on influencers.influencer_id = contracts.influencer_id
    left join stg_influencer_posts as posts on posts.post_id = payouts.post_id and posts.source = payouts.source
    left join fct_orders as orders on orders.order_id = payouts.order_id and orders.source = payouts.source
)

select * from lines
