-- summary: Changes that one person proposed and a second decides, newest first. Before and after stand in the audit trail.
-- grain: change_id
-- params: {}
-- columns:
--   change_id: {type: integer, title: Change}
--   kind: {type: text, title: Kind, note: 'The opening of a month, a table of costs, the definition of a metric, or a correction of data.'}
--   subject: {type: text, title: Of what}
--   status: {type: text, title: Status, note: 'waiting, approved, refused or expired (not decided within 30 days).'}
--   proposer: {type: text, title: Proposed by}
--   proposed_at: {type: timestamp, title: Proposed, note: UTC.}
--   reason: {type: text, title: Reason, wide: true}
--   decider: {type: text, title: Decided by}
--   decided_at: {type: timestamp, title: Decided, note: UTC.}
--   note: {type: text, title: Note, wide: true}
-- order: change_id desc
with listed as (
    select
        changes.change_id,
        case changes.kind
            when 'period_unlock' then 'Opening of a month'
            when 'cost_table' then 'Table of costs'
            when 'correction' then 'Correction of data'
            else 'Definition of a metric'
        end as kind,
        changes.subject,
        changes.state as status,
        changes.proposer,
        changes.proposed_at,
        changes.reason,
        changes.decider,
        changes.decided_at,
        changes.note
    from changes
)

select * from listed order by change_id desc
