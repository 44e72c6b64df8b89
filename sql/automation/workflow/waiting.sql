-- summary: What waits for somebody, by kind, and for how long the oldest has waited.
-- grain: kind
-- params: {now: integer}
-- columns:
--   kind: {type: text, title: What waits, wide: true}
--   waiting: {type: integer, title: Waiting}
--   oldest_at: {type: timestamp, title: Oldest, note: UTC.}
--   oldest_days: {type: decimal, title: Days}
-- order: waiting desc
with held as (
    select 'Changes for a second person' as kind, changes.proposed_at as since from changes where changes.state = 'waiting'
    union all
    select 'Downloads for a second person' as kind, register.asked_at as since
    from export_register as register
    where register.status = 'waiting'
    union all
    select 'Requests about personal data' as kind, requests.received_at as since
    from subject_requests as requests
    where requests.status = 'open'
),

listed as (
    select
        held.kind,
        count(*) as waiting,
        min(held.since) as oldest_at,
        cast(floor(cast(:now - min(held.since) as double precision) / 3600) as double precision) / 24 as oldest_days
    from held
    group by held.kind
)

select * from listed order by waiting desc, kind
