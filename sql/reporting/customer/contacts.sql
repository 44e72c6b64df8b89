-- summary: When one customer and the shop had to do with each other, the latest first.
-- grain: contact_number
-- order: contact_number desc
-- params: {customer_id: text, source: text?, scope_regions: list of text?}
-- columns:
--   contact_date: {type: date, title: Day}
--   kind: {type: text, title: What happened}
--   about: {type: text, title: About}
--   mark: {type: integer, title: Mark, note: 'Stars of 5, satisfaction of 5, or a score from 0 to 10.'}
--   order_id: {type: id, title: Order, drill: order}
--   source: {type: text, title: Source}
--   contact_number: {type: integer, title: Number, note: Counted from the first.}
with met as (
    select customers.customer_key
    from dim_customers as customers
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
),

sales as (
    select
        events.event_day as contact_day,
        case events.event_type when 'sale' then 'Order' when 'return' then 'Return' else 'Cancellation' end as kind,
        events.channel as about,
        events.order_id,
        events.source
    from fct_sales_events as events
    where events.customer_key in (select met.customer_key from met)
        and events.event_type in ('sale', 'return', 'cancellation')
        and events.is_correction = 0
        and events.region in (:scope_regions)
    group by events.event_day, events.event_type, events.channel, events.order_id, events.source
),

said as (
    select tickets.opened_day as contact_day, 'Ticket' as kind, tickets.reason as about, tickets.satisfaction as mark,
        tickets.order_id, tickets.source
    from fct_tickets as tickets
    where tickets.customer_key in (select met.customer_key from met)
        and tickets.region in (:scope_regions)

    union all

    select reviews.review_day as contact_day, 'Review' as kind, products.product_name as about, reviews.rating as mark,
        reviews.order_id, reviews.source
    from fct_reviews as reviews
    left join dim_products as products on products.product_key = reviews.product_key
    where reviews.customer_key in (select met.customer_key from met)
        and reviews.region in (:scope_regions)

    union all

    select surveys.invited_day as contact_day, 'Survey sent' as kind, surveys.wave as about, null as mark,
        surveys.order_id, surveys.source
    from fct_survey_answers as surveys
    where surveys.customer_key in (select met.customer_key from met)
        and surveys.region in (:scope_regions)

    union all

    select surveys.answered_day as contact_day, 'Survey answered' as kind, surveys.answer as about, surveys.score as mark,
        surveys.order_id, surveys.source
    from fct_survey_answers as surveys
    where surveys.is_answered = 1
        and surveys.customer_key in (select met.customer_key from met)
        and surveys.region in (:scope_regions)

    union all

    select sales.contact_day, sales.kind, sales.about, null as mark, sales.order_id, sales.source
    from sales
),

answer as (
    select
        dim_date.date_day as contact_date,
        said.kind,
        said.about,
        said.mark,
        said.order_id,
        said.source,
        row_number() over (order by said.contact_day, said.order_id, said.kind, said.about, said.mark, said.source) as contact_number
    from said
    join dim_date on dim_date.day_number = said.contact_day
)

select * from answer order by contact_number desc
