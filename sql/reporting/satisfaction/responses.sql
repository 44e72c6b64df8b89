-- summary: Invitations to say how likely one is to recommend the shop, with the answer, the order and how it came.
-- grain: survey_key
-- order: answered_date desc
-- unrecorded: refused
-- params:
--   {day_from: integer, day_to: integer, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, scope_regions: list of text?}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   score: {type: integer, title: Score, note: From 0 to 10; none where nobody answered.}
--   answer: {type: text, title: Answer}
--   answered_date: {type: date, title: Answered}
--   wave: {type: text, title: Wave}
--   order_id: {type: id, title: Order, drill: order}
--   carrier: {type: text, title: Carrier}
--   delivery: {type: text, title: Delivery}
--   channel: {type: text, title: Channel}
--   region: {type: text, title: Region}
--   survey_id: {type: id, title: Survey}
--   source: {type: text, title: Source}
--   survey_key: {type: integer, title: Survey key}
with answer as (
    select
        customers.customer_id,
        surveys.score,
        surveys.answer,
        answered.date_day as answered_date,
        surveys.wave,
        surveys.order_id,
        surveys.carrier,
        surveys.delivery,
        surveys.channel,
        surveys.region,
        surveys.survey_id,
        surveys.source,
        surveys.survey_key
    from fct_survey_answers as surveys
    left join dim_customers as customers on customers.customer_key = surveys.customer_key
    left join dim_date as answered on answered.day_number = surveys.answered_day
    where surveys.invited_day between :day_from and :day_to
        and surveys.channel in (:channels)
        and surveys.platform in (:platforms)
        and surveys.region in (:regions)
        and surveys.country in (:countries)
        and surveys.region in (:scope_regions)
)

select * from answer order by answered_date desc nulls last, survey_key
