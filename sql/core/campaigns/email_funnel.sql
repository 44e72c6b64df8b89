-- summary: E-mails of which more were delivered than sent, opened than delivered or clicked than opened, all days together.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Marketing
-- table: email_days
-- faulty: [sent, delivered, opened, clicked]
-- checks: (select distinct days.email_id from raw_email_days as days) as mails
-- fix: Ask the provider for the report of the e-mail again.
-- grain: email_id
-- params: {}
-- columns:
--   email_id: {type: id, title: Email}
--   sent: {type: integer, title: Sent}
--   delivered: {type: integer, title: Delivered}
--   opened: {type: integer, title: Opened}
--   clicked: {type: integer, title: Clicked}
select
    days.email_id,
    sum(days.sent) as sent,
    sum(days.delivered) as delivered,
    sum(days.opened) as opened,
    sum(days.clicked) as clicked
from raw_email_days as days
group by days.email_id
having sum(days.delivered) > sum(days.sent)
    or sum(days.opened) > sum(days.delivered)
    or sum(days.clicked) > sum(days.opened)
