-- summary: What became of e-mails each day.
-- grain: email_id, activity_date
-- columns:
--   source: {type: text, title: Source}
--   email_id: {type: id, title: E-mail}
--   activity_date: {type: date, title: Day}
--   sent: {type: integer, title: Sent}
--   delivered: {type: integer, title: Delivered}
--   opened: {type: integer, title: Opened}
--   clicked: {type: integer, title: Clicked}
--   unsubscribed: {type: integer, title: Unsubscribed}
--   complained: {type: integer, title: Complained}
with loaded as (
    select email_days.*
    from raw_email_days as email_days
    where email_days.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.email_id,
        loaded.activity_date,
        loaded.sent,
        loaded.delivered,
        loaded.opened,
        loaded.clicked,
        loaded.unsubscribed,
        loaded.complained
    from loaded
)

select * from cleaned
