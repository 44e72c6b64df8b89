-- summary: Everything that happened to the incident of one check, newest first.
-- grain: event_id
-- params: {check_name: text}
-- columns:
--   at: {type: timestamp, title: When, note: UTC.}
--   by_name: {type: text, title: By, note: 'A person, or the checks.'}
--   event: {type: text, title: What}
--   words: {type: text, title: Words, wide: true}
--   event_id: {type: integer, title: Number}
-- order: event_id desc
with listed as (
    select events.at, events.by_name, events.event, events.words, events.event_id
    from quality_incident_events as events
    join quality_incidents as incidents on incidents.incident_id = events.incident_id
    where incidents.check_name = :check_name
)

select * from listed order by event_id desc
