-- summary: Sessions each day and how many of them went how far towards an order; each step is a part of the one before.
-- grain: session_day_key
-- indexes: [day_number]
-- columns:
--   session_day_key: {type: integer, title: Key}
--   day_number: {type: integer, title: Day}
--   platform: {type: text, title: Platform}
--   marketing_channel: {type: text, title: Marketing channel}
--   landing_page: {type: text, title: Landing page}
--   category: {type: text, title: Category, note: The one mainly looked at.}
--   sessions: {type: integer, title: Sessions}
--   view_sessions: {type: integer, title: With a product view}
--   cart_sessions: {type: integer, title: With a cart}
--   checkout_sessions: {type: integer, title: With a checkout}
--   purchase_sessions: {type: integer, title: With an order}
with keyed as (
    select
        row_number() over (
            order by dim_date.day_number, days.source, days.platform, days.marketing_channel, days.landing_page, days.category
        ) as session_day_key,
        dim_date.day_number,
        days.platform,
        days.marketing_channel,
        days.landing_page,
        days.category,
        days.sessions,
        days.view_sessions,
        days.cart_sessions,
        days.checkout_sessions,
        days.purchase_sessions
    from stg_session_days as days
    join dim_date on dim_date.date_day = days.session_date
)

select * from keyed
