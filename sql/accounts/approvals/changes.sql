-- summary: Changes that one person proposed and a second decides, newest first. Before and after stand in the audit trail.
-- grain: change_id
-- params: {}
-- columns:
--   change_id: {type: integer, title: Change}
--   kind: {type: text, title: Kind, note: 'period_unlock, cost_table or metric_definition.'}
--   subject: {type: text, title: Of what}
--   status: {type: text, title: Status, note: 'waiting, approved, refused or expired (not decided within 30 days).'}
--   proposer: {type: text, title: Proposed by}
--   proposed_at: {type: timestamp, title: Proposed, note: UTC.}
--   reason: {type: text, title: Reason}
--   decider: {type: text, title: Decided by}
--   decided_at: {type: timestamp, title: Decided, note: UTC.}
--   note: {type: text, title: Note}
-- order: change_id desc
with listed as (
    select
        changes.change_id,
        changes.kind,
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
