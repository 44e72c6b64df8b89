-- summary: How likely one customer said they are to recommend the shop, and the invitations that they left unanswered.
-- grain: survey_key
-- order: invited_date desc
-- params: {customer_id: text, source: text?, scope_regions: list of text?}
-- columns:
--   wave: {type: text, title: Wave}
--   invited_date: {type: date, title: Invited}
--   answered_date: {type: date, title: Answered}
--   score: {type: integer, title: Score, note: From 0 to 10.}
--   answer: {type: text, title: Answer}
--   order_id: {type: id, title: Order, drill: order}
--   carrier: {type: text, title: Carrier}
--   source: {type: text, title: Source}
--   survey_key: {type: integer, title: Survey key}
with answer as (
    select
        surveys.wave,
        invited.date_day as invited_date,
        answered.date_day as answered_date,
        surveys.score,
        surveys.answer,
        surveys.order_id,
        surveys.carrier,
        surveys.source,
        surveys.survey_key
    from fct_survey_answers as surveys
    join dim_customers as customers on customers.customer_key = surveys.customer_key
    left join dim_date as invited on invited.day_number = surveys.invited_day
    left join dim_date as answered on answered.day_number = surveys.answered_day
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and surveys.region in (:scope_regions)
)

select * from answer order by invited_date desc, survey_key
