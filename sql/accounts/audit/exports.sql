-- summary: The export register, newest first, every download, and every request for one that needs a second person.
-- grain: number
-- params: {}
-- columns:
--   number: {type: integer, title: Number}
--   asked_at: {type: timestamp, title: Asked, note: UTC.}
--   requester: {type: text, title: Who}
--   subject: {type: text, title: What, note: 'A card, a page, or a request about a person.'}
--   status: {type: text, title: Status, note: 'done, waiting, approved, refused or expired.'}
--   rows: {type: integer, title: Rows}
--   sensitivity: {type: text, title: Sensitivity, note: 'The most sensitive thing the file tells: internal, cost or identity.'}
--   reason: {type: text, title: Reason, wide: true}
--   format: {type: text, title: Format}
--   decider: {type: text, title: Decided by}
--   done_at: {type: timestamp, title: Downloaded, note: UTC.}
-- order: number desc
with listed as (
    select
        export_register.number,
        export_register.asked_at,
        export_register.user_name as requester,
        export_register.subject,
        export_register.status,
        export_register.rows,
        export_register.sensitivity,
        export_register.reason,
        export_register.format,
        deciders.name as decider,
        export_register.done_at
    from export_register
    left join users as deciders on deciders.user_id = export_register.decided_by
)

select * from listed order by number desc
