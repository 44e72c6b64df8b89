-- summary: Money that one customer was given back, and what went wrong when they paid.
-- grain: source, customer_id
-- params: {customer_id: text, source: text?, scope_regions: list of text?}
-- columns:
--   refunds: {type: integer, title: Refunds}
--   refunded: {type: money, title: Refunded}
--   attempts: {type: integer, title: Attempts to pay, tag: payment}
--   declined: {type: integer, title: Declined, tag: payment}
--   chargebacks: {type: integer, title: Chargebacks, tag: payment}
--   disputed: {type: money, title: Disputed, tag: payment}
--   chargebacks_lost: {type: integer, title: Chargebacks lost, tag: payment}
--   customer_id: {type: id, title: Customer}
--   source: {type: text, title: Source}
with placed as (
    select distinct events.order_key, events.customer_key
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and events.region in (:scope_regions)
),

given_back as (
    select placed.customer_key, count(*) as refunds, sum(refunds.amount_cents) as refund_cents
    from placed
    join fct_refunds as refunds on refunds.order_key = placed.order_key
    group by placed.customer_key
),

tried as (
    select placed.customer_key, count(*) as attempts, sum(1 - attempts.is_authorised) as declined
    from placed
    join fct_payment_attempts as attempts on attempts.order_key = placed.order_key
    group by placed.customer_key
),

disputes as (
    select
        placed.customer_key,
        count(*) as chargebacks,
        sum(chargebacks.amount_cents) as dispute_cents,
        sum(case when chargebacks.outcome = 'Lost' then 1 else 0 end) as chargebacks_lost
    from placed
    join fct_chargebacks as chargebacks on chargebacks.order_key = placed.order_key
    group by placed.customer_key
),

answer as (
    select
        coalesce(given_back.refunds, 0) as refunds,
        cast(coalesce(given_back.refund_cents, 0) as double precision) / 100 as refunded,
        coalesce(tried.attempts, 0) as attempts,
        coalesce(tried.declined, 0) as declined,
        coalesce(disputes.chargebacks, 0) as chargebacks,
        cast(coalesce(disputes.dispute_cents, 0) as double precision) / 100 as disputed,
        coalesce(disputes.chargebacks_lost, 0) as chargebacks_lost,
        customers.customer_id,
        customers.source
    from dim_customers as customers
    left join given_back on given_back.customer_key = customers.customer_key
    left join tried on tried.customer_key = customers.customer_key
    left join disputes on disputes.customer_key = customers.customer_key
    where customers.customer_key in (select placed.customer_key from placed)
)

select * from answer
