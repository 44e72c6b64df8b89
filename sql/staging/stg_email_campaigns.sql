-- summary: E-mails sent to many.
-- grain: email_id
-- columns:
--   source: {type: text, title: Source}
--   email_id: {type: id, title: E-mail}
--   email_name: {type: text, title: Name}
--   campaign_id: {type: id, title: Campaign}
--   email_kind: {type: text, title: Kind}
--   sent_date: {type: date, title: Day sent}
with loaded as (
    select email_campaigns.*
    from raw_email_campaigns as email_campaigns
    where email_campaigns.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.email_id,
        coalesce(nullif(trim(loaded.email_name), ''), 'Not recorded') as email_name,
        loaded.campaign_id,
        coalesce(nullif(trim(loaded.kind), ''), 'Not recorded') as email_kind,
        loaded.sent_on as sent_date
    from loaded
)

select * from cleaned
