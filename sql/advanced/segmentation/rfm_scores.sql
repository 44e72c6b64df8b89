-- summary: Recency, frequency and money of every known customer, scored 1 to 5 on the whole history; ties share a score.
-- grain: customer_key
-- params: {as_of_day: integer}
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   recency_days: {type: integer, title: Days since the last order}
--   frequency: {type: integer, title: Orders}
--   monetary_cents: {type: integer, title: Net sales, note: Lifetime; the same on both date bases.}
--   recency_score: {type: integer, title: R}
--   frequency_score: {type: integer, title: F, note: '1 for one order, 2 to 5 by percent rank among the rest.'}
--   monetary_score: {type: integer, title: M}
--   rfm_code: {type: text, title: RFM}
--   segment: {type: text, title: Segment}
--   last_order_day: {type: integer, title: Last order}
with known as (
    select customers.customer_key
    from dim_customers as customers
    where customers.is_known = 1
        and customers.is_house_account = 0
        and customers.is_erased = 0
),

ordered as (
    select
        orders.customer_key,
        max(orders.order_day) as last_order_day,
        count(*) as frequency
    from fct_orders as orders
    join known on known.customer_key = orders.customer_key
    where orders.order_day <= :as_of_day
    group by orders.customer_key
),

spent as (
    select
        events.customer_key,
        sum(events.gross_cents - events.discount_cents - events.return_cents) as monetary_cents
    from fct_sales_events as events
    where events.event_day <= :as_of_day
        and events.is_known_customer = 1
    group by events.customer_key
),

ranked as (
    select
        ordered.customer_key,
        :as_of_day - ordered.last_order_day as recency_days,
        ordered.frequency,
        spent.monetary_cents,
        ordered.last_order_day,
        percent_rank() over (order by ordered.last_order_day) as recency_rank,
        percent_rank() over (
            partition by case when ordered.frequency = 1 then 0 else 1 end order by ordered.frequency
        ) as frequency_rank,
        percent_rank() over (order by spent.monetary_cents) as monetary_rank
    from ordered
    join spent on spent.customer_key = ordered.customer_key
),

fixed as (
    -- Nobody, unless the setting asks for fixed cut-offs.
    select
        ranked.customer_key,
        max(case when ranked.recency_days <= limits.recency_most_days then limits.score else 1 end) as recency_score,
        max(case when ranked.frequency >= limits.frequency_least then limits.score else 1 end) as frequency_score,
        max(case when ranked.monetary_cents >= limits.monetary_least_cents then limits.score else 1 end) as monetary_score
    from ranked
    join dim_rfm_limits as limits on limits.is_used = 1
    group by ranked.customer_key
),

scored as (
    select
        ranked.*,
        case
            when fixed.recency_score is not null then fixed.recency_score
            when ranked.recency_rank < 0.2 then 1
            when ranked.recency_rank < 0.4 then 2
            when ranked.recency_rank < 0.6 then 3
            when ranked.recency_rank < 0.8 then 4
            else 5
        end as recency_score,
        case
            when fixed.frequency_score is not null then fixed.frequency_score
            when ranked.frequency = 1 then 1
            when ranked.frequency_rank < 0.25 then 2
            when ranked.frequency_rank < 0.5 then 3
            when ranked.frequency_rank < 0.75 then 4
            else 5
        end as frequency_score,
        case
            when fixed.monetary_score is not null then fixed.monetary_score
            when ranked.monetary_rank < 0.2 then 1
            when ranked.monetary_rank < 0.4 then 2
            when ranked.monetary_rank < 0.6 then 3
            when ranked.monetary_rank < 0.8 then 4
            else 5
        end as monetary_score
    from ranked
    left join fixed on fixed.customer_key = ranked.customer_key
),

named as (
    select
        scored.customer_key,
        scored.recency_days,
        scored.frequency,
        scored.monetary_cents,
        scored.recency_score,
        scored.frequency_score,
        scored.monetary_score,
        '' || scored.recency_score || scored.frequency_score || scored.monetary_score
            as rfm_code,
        segments.segment,
        scored.last_order_day
    from scored
    join dim_segments as segments
        on segments.recency_score = scored.recency_score and segments.frequency_score = scored.frequency_score
)

select * from named
