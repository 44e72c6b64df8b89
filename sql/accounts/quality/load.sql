-- summary: Incidents that are open, by who answers for the check.
-- grain: owner
-- params: {now: integer}
-- columns:
--   owner: {type: text, title: Owner}
--   incidents: {type: integer, title: Open incidents, note: 'Neither resolved nor waived.'}
--   critical: {type: integer, title: Critical}
--   overdue: {type: integer, title: Overdue}
-- order: incidents desc, owner
with listed as (
    select
        incidents.owner,
        count(*) as incidents,
        count(*) filter (where incidents.severity = 'critical') as critical,
        count(*) filter (where incidents.due_at < :now) as overdue
    from quality_incidents as incidents
    left join quality_waivers as waivers on waivers.check_name = incidents.check_name and waivers.ends_at > :now
    where incidents.status <> 'resolved'
        and waivers.check_name is null
    group by incidents.owner
)

select * from listed order by incidents desc, owner
