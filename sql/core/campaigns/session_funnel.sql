-- summary: Rows of sessions in which a later step has more sessions than the one before.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Marketing
-- table: session_days
-- faulty: [sessions, view_sessions, cart_sessions, checkout_sessions, purchase_sessions]
-- checks: raw_session_days
-- fix: Look at the tracking of that page.
-- grain: session_date, device, marketing_channel, landing_page, category
-- params: {}
-- columns:
--   session_date: {type: date, title: Session}
--   device: {type: text, title: Device}
--   marketing_channel: {type: text, title: Marketing channel}
--   landing_page: {type: text, title: Landing page}
--   category: {type: text, title: Category}
--   sessions: {type: integer, title: Sessions}
select
    days.session_date,
    days.device,
    days.marketing_channel,
    days.landing_page,
    days.category,
    days.sessions
from raw_session_days as days
where days.view_sessions > days.sessions
    or days.cart_sessions > days.view_sessions
    or days.checkout_sessions > days.cart_sessions
    or days.purchase_sessions > days.checkout_sessions
