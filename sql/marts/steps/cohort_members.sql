-- summary: Which cohort of each kind a customer belongs to, by the first order; of products, campaigns and influencers the fifty largest.
-- grain: cohort_kind, customer_key
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   cohort_kind: {type: text, title: Kind}
--   cohort: {type: text, title: Cohort, note: An id where there is one.}
--   cohort_name: {type: text, title: Cohort name}
--   step: {type: text, title: Step, note: What ages are counted in.}
--   step_number: {type: integer, title: Step of the first order}
--   step_day: {type: integer, title: First day of the step}
with acquired as (
    select
        acquisitions.*,
        products.product_id,
        products.product_name,
        campaigns.campaign_id,
        campaigns.campaign_name,
        influencers.influencer_id,
        case when acquisitions.is_discounted = 1 then 'With a discount' else 'At full price' end as discount,
        steps.step,
        steps.step_number,
        steps.step_day,
        steps.step_label
    from fct_acquisitions as acquisitions
    join cohort_steps as steps on steps.day_number = acquisitions.first_order_day
    left join dim_products as products on products.product_key = acquisitions.product_key
    left join dim_campaigns as campaigns on campaigns.campaign_key = acquisitions.campaign_key and campaigns.campaign_key > 0
    left join dim_influencers as influencers
        on influencers.influencer_key = acquisitions.influencer_key and influencers.influencer_key > 0
),

monthly as (
    select acquired.*
    from acquired
    where acquired.step = 'month'
),

kinds as (
    select
        acquired.customer_key,
        acquired.step_number,
        acquired.step_day,
        acquired.step as cohort_kind,
        acquired.step_label as cohort,
        acquired.step_label as cohort_name
    from acquired

    union all

    select
        monthly.customer_key,
        monthly.step_number,
        monthly.step_day,
        'category' as cohort_kind,
        monthly.category as cohort,
        monthly.category as cohort_name
    from monthly

    union all

    select
        monthly.customer_key,
        monthly.step_number,
        monthly.step_day,
        'product' as cohort_kind,
        monthly.product_id as cohort,
        monthly.product_name as cohort_name
    from monthly

    union all

    select
        monthly.customer_key,
        monthly.step_number,
        monthly.step_day,
        'marketing_channel' as cohort_kind,
        monthly.marketing_channel as cohort,
        monthly.marketing_channel as cohort_name
    from monthly

    union all

    select
        monthly.customer_key,
        monthly.step_number,
        monthly.step_day,
        'campaign' as cohort_kind,
        monthly.campaign_id as cohort,
        monthly.campaign_name as cohort_name
    from monthly

    union all

    select
        monthly.customer_key,
        monthly.step_number,
        monthly.step_day,
        'influencer' as cohort_kind,
        monthly.influencer_id as cohort,
        monthly.influencer_id as cohort_name
    from monthly

    union all

    select
        monthly.customer_key,
        monthly.step_number,
        monthly.step_day,
        'discount' as cohort_kind,
        monthly.discount as cohort,
        monthly.discount as cohort_name
    from monthly
),

counted as (
    select kinds.cohort_kind, kinds.cohort, count(*) as customers
    from kinds
    where kinds.cohort is not null
    group by kinds.cohort_kind, kinds.cohort
),

ranked as (
    select
        counted.cohort_kind,
        counted.cohort,
        row_number() over (partition by counted.cohort_kind order by counted.customers desc, counted.cohort) as place
    from counted
),

members as (
    select
        kinds.customer_key,
        kinds.cohort_kind,
        kinds.cohort,
        kinds.cohort_name,
        case when kinds.cohort_kind in ('week', 'quarter') then kinds.cohort_kind else 'month' end as step,
        kinds.step_number,
        kinds.step_day
    from kinds
    join ranked on ranked.cohort_kind = kinds.cohort_kind and ranked.cohort = kinds.cohort
    where ranked.place <= 50 or kinds.cohort_kind in ('week', 'month', 'quarter')
)

select * from members
