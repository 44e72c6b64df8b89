-- summary: What became of e-mails on the day they were sent and on the days after.
-- grain: email_day_key
-- indexes: [day_number]
-- columns:
--   email_day_key: {type: integer, title: Key}
--   day_number: {type: integer, title: Day}
--   email_id: {type: id, title: E-mail, drill: email}
--   email_name: {type: text, title: Name}
--   email_kind: {type: text, title: Kind}
--   campaign_key: {type: integer, title: Campaign key}
--   sent_day: {type: integer, title: Day sent}
--   sent: {type: integer, title: Sent}
--   delivered: {type: integer, title: Delivered}
--   opened: {type: integer, title: Opened}
--   clicked: {type: integer, title: Clicked}
--   unsubscribed: {type: integer, title: Unsubscribed}
--   complained: {type: integer, title: Complained}
with keyed as (
    select
        row_number() over (order by dim_date.day_number, days.source, days.email_id) as email_day_key,
        dim_date.day_number,
        days.email_id,
        coalesce(emails.email_name, 'Not recorded') as email_name,
        coalesce(emails.email_kind, 'Not recorded') as email_kind,
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        sent.day_number as sent_day,
        days.sent,
        days.delivered,
        days.opened,
        days.clicked,
        days.unsubscribed,
        days.complained
    from stg_email_days as days
    join dim_date on dim_date.date_day = days.activity_date
    left join stg_email_campaigns as emails on emails.source = days.source and emails.email_id = days.email_id
    left join dim_date as sent on sent.date_day = emails.sent_date
    left join dim_campaigns as campaigns on campaigns.source = emails.source and campaigns.campaign_id = emails.campaign_id
)

select * from keyed
