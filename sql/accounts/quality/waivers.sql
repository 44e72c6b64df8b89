-- summary: Failures that people accepted until a day, those that hold first.
-- grain: waiver_id
-- params: {now: integer}
-- columns:
--   check_name: {type: text, title: Check, drill: check, wide: true}
--   state: {type: text, title: State, note: holds or ended.}
--   reason: {type: text, title: Reason, wide: true}
--   ends_at: {type: timestamp, title: Until, note: 'UTC. The moment from which a failure opens an incident again.'}
--   made_by: {type: text, title: Made by}
--   made_at: {type: timestamp, title: Made, note: UTC.}
--   waiver_id: {type: integer, title: Waiver}
-- order: state desc, waiver_id desc
with listed as (
    select
        waivers.check_name,
        case when waivers.ends_at > :now then 'holds' else 'ended' end as state,
        waivers.reason,
        waivers.ends_at,
        waivers.made_by,
        waivers.made_at,
        waivers.waiver_id
    from quality_waivers as waivers
)

select * from listed order by state desc, waiver_id desc
