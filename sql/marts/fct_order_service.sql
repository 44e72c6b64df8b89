-- summary: Orders of shops that record shipments, with what went wrong with each within 60 days.
-- grain: order_key
-- indexes: [order_day, customer_key]
-- columns:
--   order_key: {type: integer, title: Order key}
--   order_id: {type: id, title: Order, drill: order}
--   source: {type: text, title: Source}
--   customer_key: {type: integer, title: Customer key}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
--   carrier: {type: text, title: Carrier}
--   order_day: {type: integer, title: Day}
--   tickets: {type: integer, title: Tickets, note: 'About the order, whenever they were opened.'}
--   is_late: {type: boolean, title: Late}
--   is_due: {type: boolean, title: Due, note: 'A shipment is late, or each has come or should have.'}
--   is_on_time_in_full: {type: boolean, title: On time in full, note: Every shipment came by the promised day.}
--   has_claim: {type: boolean, title: Claim, note: 'Within 60 days; likewise below.'}
--   has_chargeback: {type: boolean, title: Chargeback}
--   has_negative_review: {type: boolean, title: Negative review}
--   is_defective: {type: boolean, title: Defective, note: 'With a claim, a chargeback or a negative review.'}
with deliveries as (
    select shipments.order_key, max(shipments.carrier) as carrier, max(shipments.is_late) as is_late, min(shipments.is_due) as is_due
    from fct_shipments as shipments
    group by shipments.order_key
),

happened as (
    select tickets.order_key, tickets.opened_day as event_day, 1 as is_ticket, tickets.is_claim, 0 as is_chargeback, 0 as is_negative
    from fct_tickets as tickets

    union all

    select chargebacks.order_key, chargebacks.received_day as event_day, 0 as is_ticket, 0 as is_claim, 1 as is_chargeback, 0 as is_negative
    from fct_chargebacks as chargebacks

    union all

    select reviews.order_key, reviews.review_day as event_day, 0 as is_ticket, 0 as is_claim, 0 as is_chargeback, reviews.is_negative
    from fct_reviews as reviews
),

counted as (
    select
        happened.order_key,
        sum(happened.is_ticket) as tickets,
        max(case when happened.event_day <= orders.order_day + 60 then happened.is_claim else 0 end) as has_claim,
        max(case when happened.event_day <= orders.order_day + 60 then happened.is_chargeback else 0 end) as has_chargeback,
        max(case when happened.event_day <= orders.order_day + 60 then happened.is_negative else 0 end) as has_negative_review
    from happened
    join fct_orders as orders on orders.order_key = happened.order_key
    group by happened.order_key
),

described as (
    select
        orders.order_key,
        orders.order_id,
        orders.source,
        orders.customer_key,
        orders.channel,
        orders.platform,
        orders.country,
        orders.region,
        orders.payment_method,
        coalesce(deliveries.carrier, 'Not recorded') as carrier,
        orders.order_day,
        coalesce(counted.tickets, 0) as tickets,
        coalesce(deliveries.is_late, 0) as is_late,
        case when deliveries.is_late = 1 or deliveries.is_due = 1 then 1 else 0 end as is_due,
        case when deliveries.is_late = 0 and deliveries.is_due = 1 then 1 else 0 end as is_on_time_in_full,
        coalesce(counted.has_claim, 0) as has_claim,
        coalesce(counted.has_chargeback, 0) as has_chargeback,
        coalesce(counted.has_negative_review, 0) as has_negative_review,
        case
            when counted.has_claim = 1 or counted.has_chargeback = 1 or counted.has_negative_review = 1 then 1
            else 0
        end as is_defective
    from fct_orders as orders
    left join deliveries on deliveries.order_key = orders.order_key
    left join counted on counted.order_key = orders.order_key
    where orders.source in (select distinct shipments.source from stg_shipments as shipments)
)

select * from described
