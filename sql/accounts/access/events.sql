-- summary: The audit trail, newest first. Ids and counts only, never a value of a customer.
-- grain: sequence
-- params: {user_name: text?}
-- columns:
--   sequence: {type: integer, title: Event}
--   at: {type: timestamp, title: When, note: UTC.}
--   actor: {type: text, title: Who}
--   action: {type: text, title: What}
--   subject: {type: text, title: Of what}
--   detail: {type: text, title: Detail, wide: true, note: 'Counts, names of columns, and of changes before and after.'}
-- order: sequence desc
with listed as (
    select
        audit_events.sequence,
        audit_events.at,
        audit_events.actor,
        replace(audit_events.action, '_', ' ') as action,
        audit_events.subject,
        -- JSON as words: its outer braces and its quotes go, its names keep a colon.
        replace(replace(replace(substr(audit_events.detail, 2, length(audit_events.detail) - 2), '":', ': '), ',"', ', '), '"', '')
            as detail
    from audit_events
    where audit_events.sequence > 0
        and audit_events.user_id in (select users.user_id from users where users.name = :user_name)
)

select * from listed order by sequence desc
