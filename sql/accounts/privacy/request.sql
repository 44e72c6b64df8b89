-- summary: One request of a person about their data.
-- grain: request_id
-- params: {request_id: text, now: integer}
-- columns:
--   request_id: {type: integer, title: Request}
--   kind: {type: text, title: Asked for, note: 'access: what is held about them; erasure: to be forgotten.'}
--   status: {type: text, title: Status, note: 'open, overdue, exported, erased or refused.'}
--   people: {type: text, title: People, note: 'Source and customer number; no name stands here.'}
--   received_at: {type: timestamp, title: Received, note: UTC.}
--   due_at: {type: timestamp, title: Due, note: '30 days after it was received, UTC.'}
--   handled_by: {type: text, title: Answered by}
--   handled_at: {type: timestamp, title: Answered, note: UTC.}
--   reason: {type: text, title: Reason of a refusal}
with listed as (
    select
        subject_requests.request_id,
        subject_requests.kind,
        case
            when subject_requests.status = 'open' and subject_requests.due_at < :now then 'overdue'
            else subject_requests.status
        end as status,
        replace(replace(replace(subject_requests.subjects || '', '["', ''), '"]', ''), '", "', ', ') as people,
        subject_requests.received_at,
        subject_requests.due_at,
        subject_requests.handled_by,
        subject_requests.handled_at,
        nullif(subject_requests.reason, '') as reason
    from subject_requests
    where subject_requests.request_id || '' = :request_id
)

select * from listed
