-- summary: Invitations to say how likely one is to recommend the shop, with the answer and the order that it followed.
-- grain: survey_key
-- indexes: [invited_day, customer_key]
-- columns:
--   survey_key: {type: integer, title: Key}
--   survey_id: {type: id, title: Survey}
--   source: {type: text, title: Source}
--   wave: {type: text, title: Wave}
--   customer_key: {type: integer, title: Customer key}
--   order_key: {type: integer, title: Order key}
--   order_id: {type: id, title: Order, drill: order}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   carrier: {type: text, title: Carrier, note: Of the order's last shipment by name.}
--   delivery: {type: text, title: Delivery, note: On time or Late.}
--   answer: {type: text, title: Answer, note: 'Promoter, Passive, Detractor or No answer.'}
--   invited_day: {type: integer, title: Day invited}
--   answered_day: {type: integer, title: Day answered}
--   score: {type: integer, title: Score}
--   is_answered: {type: boolean, title: Answered}
--   is_promoter: {type: boolean, title: Promoter, note: 9 or 10.}
--   is_detractor: {type: boolean, title: Detractor, note: 0 to 6.}
with deliveries as (
    select shipments.order_key, max(shipments.carrier) as carrier, max(shipments.is_late) as is_late
    from fct_shipments as shipments
    where shipments.order_key > 0
    group by shipments.order_key
),

dated as (
    select
        surveys.*,
        invited.day_number as invited_day,
        answered.day_number as answered_day,
        row_number() over (order by surveys.source, surveys.survey_id) as survey_key
    from stg_surveys as surveys
    join dim_date as invited on invited.date_day = surveys.invited_date
    left join dim_date as answered on answered.date_day = surveys.answered_date
),

described as (
    select
        dated.survey_key,
        dated.survey_id,
        dated.source,
        dated.wave,
        coalesce(customers.customer_key, 0) as customer_key,
        coalesce(orders.order_key, 0) as order_key,
        dated.order_id,
        coalesce(orders.channel, 'Not recorded') as channel,
        coalesce(orders.platform, 'Not recorded') as platform,
        coalesce(orders.country, 'Not recorded') as country,
        coalesce(orders.region, 'Not recorded') as region,
        coalesce(deliveries.carrier, 'Not recorded') as carrier,
        case deliveries.is_late when 1 then 'Late' when 0 then 'On time' else 'Not recorded' end as delivery,
        case
            when dated.score >= 9 then 'Promoter'
            when dated.score >= 7 then 'Passive'
            when dated.score >= 0 then 'Detractor'
            else 'No answer'
        end as answer,
        dated.invited_day,
        dated.answered_day,
        dated.score,
        case when dated.score is null then 0 else 1 end as is_answered,
        case when dated.score >= 9 then 1 else 0 end as is_promoter,
        case when dated.score <= 6 then 1 else 0 end as is_detractor
    from dated
    left join customer_numbers as customers on customers.source = dated.source and customers.customer_id = dated.customer_id
    left join dim_documents as documents on documents.source = dated.source and documents.document_id = dated.order_id
    left join fct_orders as orders on orders.order_key = documents.document_key
    left join deliveries on deliveries.order_key = orders.order_key
)

select * from described
