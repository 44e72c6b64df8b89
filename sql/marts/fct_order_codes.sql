-- summary: Orders with the discount code that was entered, or None.
-- grain: order_key
-- indexes: [order_day]
-- columns:
--   order_key: {type: integer, title: Order key}
--   order_day: {type: integer, title: Day}
--   code: {type: text, title: Code}
--   code_kind: {type: text, title: Kind of code, note: 'What it is given out for, Influencer, Other or None.'}
--   is_used: {type: boolean, title: With a code}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   region: {type: text, title: Region}
--   country: {type: text, title: Country}
--   payment_method: {type: text, title: Payment method}
--   gross_cents: {type: integer, title: Gross sales}
--   discount_cents: {type: integer, title: Discounts, note: 'All of the order, promotions too.'}
with influencers as (
    select distinct influencers.source, upper(influencers.code) as code
    from stg_influencers as influencers
),

entered as (
    select
        orders.order_key,
        orders.order_day,
        codes.code,
        case
            when codes.code = 'None' then 'None'
            when influencers.code is not null then 'Influencer'
            else coalesce(own.purpose, 'Other')
        end as code_kind,
        case when codes.code = 'None' then 0 else 1 end as is_used,
        orders.channel,
        orders.platform,
        orders.region,
        orders.country,
        orders.payment_method,
        orders.gross_cents,
        orders.discount_cents
    from stg_orders as codes
    join fct_orders as orders on orders.source = codes.source and orders.order_id = codes.order_id
    left join stg_discount_codes as own on own.source = codes.source and own.code = codes.code
    left join influencers on influencers.source = codes.source and influencers.code = codes.code
)

select * from entered
