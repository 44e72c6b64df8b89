-- summary: What was spent to win the customers of a cohort, by the step of the calendar in which they came.
-- grain: cohort_kind, cohort, step_day
-- columns:
--   cohort_kind: {type: text, title: Kind}
--   cohort: {type: text, title: Cohort}
--   step: {type: text, title: Step}
--   step_number: {type: integer, title: Its number}
--   step_day: {type: integer, title: First day}
--   spend_cents: {type: integer, title: Spend}
with happened as (
    select steps.step as cohort_kind, steps.step_label as cohort, steps.step, steps.step_number, steps.step_day, days.spend_cents
    from fct_acquisition_days as days
    join cohort_steps as steps on steps.day_number = days.day_number
    where days.is_spend = 1

    union all

    select
        'marketing_channel' as cohort_kind,
        days.marketing_channel as cohort,
        steps.step,
        steps.step_number,
        steps.step_day,
        days.spend_cents
    from fct_acquisition_days as days
    join cohort_steps as steps on steps.day_number = days.day_number and steps.step = 'month'
    where days.is_spend = 1

    union all

    select
        'campaign' as cohort_kind,
        campaigns.campaign_id as cohort,
        steps.step,
        steps.step_number,
        steps.step_day,
        days.spend_cents
    from fct_ad_days as days
    join dim_campaigns as campaigns on campaigns.campaign_key = days.campaign_key
    join cohort_steps as steps on steps.day_number = days.day_number and steps.step = 'month'
    where days.campaign_key > 0

    union all

    select
        'influencer' as cohort_kind,
        influencers.influencer_id as cohort,
        steps.step,
        steps.step_number,
        steps.step_day,
        payouts.amount_cents + payouts.agency_cents as spend_cents
    from fct_influencer_payouts as payouts
    join dim_influencers as influencers on influencers.influencer_key = payouts.influencer_key
    join cohort_steps as steps on steps.day_number = payouts.earned_day and steps.step = 'month'
    where payouts.influencer_key > 0

    union all

    select
        'influencer' as cohort_kind,
        influencers.influencer_id as cohort,
        steps.step,
        steps.step_number,
        steps.step_day,
        gifts.cost_cents + gifts.shipping_cents as spend_cents
    from stg_influencer_gifts as gifts
    join fct_influencer_posts as posts on posts.source = gifts.source and posts.post_id = gifts.post_id
    join dim_influencers as influencers on influencers.influencer_key = posts.influencer_key
    join dim_date as sent on sent.date_day = gifts.sent_date
    join cohort_steps as steps on steps.day_number = sent.day_number and steps.step = 'month'
    where posts.influencer_key > 0
),

summed as (
    select
        happened.cohort_kind,
        happened.cohort,
        happened.step,
        happened.step_number,
        happened.step_day,
        sum(happened.spend_cents) as spend_cents
    from happened
    group by happened.cohort_kind, happened.cohort, happened.step, happened.step_number, happened.step_day
)

select * from summed
