-- summary: What may be sent to one customer, their loyalty, how they came, and their first and last order within the viewer's reach.
-- grain: source, customer_id
-- params: {customer_id: text, source: text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   acquisition_channel: {type: text, title: Came through, note: The last but direct touch in the 30 days before the first order.}
--   first_order: {type: date, title: First order}
--   last_order: {type: date, title: Last order}
--   may_email: {type: boolean, title: May be e-mailed, note: By the last consent; no where nothing is recorded.}
--   may_text: {type: boolean, title: May be sent texts, note: Likewise.}
--   suppressed: {type: text, title: Suppressed, note: Why nothing may be sent whatever they consented to.}
--   loyalty_tier: {type: text, title: Loyalty tier}
--   loyalty_points: {type: integer, title: Points left}
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
with bought as (
    select
        events.customer_key,
        min(case when events.event_type = 'sale' then events.order_day end) as first_day,
        max(case when events.event_type = 'sale' then events.order_day end) as last_day
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and events.brand in (:scope_brands)
        and events.region in (:scope_regions)
    group by events.customer_key
),

answer as (
    select
        coalesce(acquisitions.marketing_channel, 'Not recorded') as acquisition_channel,
        first_days.date_day as first_order,
        last_days.date_day as last_order,
        coalesce(consents.may_email, 0) as may_email,
        coalesce(consents.may_text, 0) as may_text,
        coalesce(consents.reason, 'None') as suppressed,
        coalesce(members.tier, 'Not a member') as loyalty_tier,
        members.balance_points as loyalty_points,
        customers.customer_id,
        customers.source
    from bought
    join dim_customers as customers on customers.customer_key = bought.customer_key
    left join dim_consents as consents on consents.customer_key = customers.customer_key
    left join dim_loyalty_members as members on members.customer_key = customers.customer_key
    left join fct_acquisitions as acquisitions on acquisitions.customer_key = customers.customer_key
    left join dim_date as first_days on first_days.day_number = bought.first_day
    left join dim_date as last_days on last_days.day_number = bought.last_day
)

select * from answer
