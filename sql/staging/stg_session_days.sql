-- summary: Sessions of the web shop and the app each day.
-- grain: session_date, platform, marketing_channel, landing_page, category
-- columns:
--   source: {type: text, title: Source}
--   session_date: {type: date, title: Day}
--   platform: {type: text, title: Platform}
--   marketing_channel: {type: text, title: Marketing channel}
--   landing_page: {type: text, title: Landing page}
--   category: {type: text, title: Category}
--   sessions: {type: integer, title: Sessions}
--   view_sessions: {type: integer, title: With a product view}
--   cart_sessions: {type: integer, title: With a cart}
--   checkout_sessions: {type: integer, title: With a checkout}
--   purchase_sessions: {type: integer, title: With an order}
with loaded as (
    select session_days.*
    from raw_session_days as session_days
    where session_days.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.session_date,
        coalesce(nullif(trim(loaded.device), ''), 'Not recorded') as platform,
        coalesce(nullif(trim(loaded.marketing_channel), ''), 'Not recorded') as marketing_channel,
        coalesce(nullif(trim(loaded.landing_page), ''), 'Not recorded') as landing_page,
        coalesce(nullif(trim(loaded.category), ''), 'Not recorded') as category,
        loaded.sessions,
        loaded.view_sessions,
        loaded.cart_sessions,
        loaded.checkout_sessions,
        loaded.purchase_sessions
    from loaded
)

select * from cleaned
