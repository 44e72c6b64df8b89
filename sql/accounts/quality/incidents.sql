-- summary: Every incident with who has it, until when it is due, and how long it took; what is open comes first.
-- grain: incident_id
-- params: {now: integer, table_name: text?}
-- columns:
--   check_name: {type: text, title: Check, drill: check, wide: true}
--   status: {type: text, title: Status, note: 'new, acknowledged, in progress, resolved; waived while a waiver holds.'}
--   severity: {type: text, title: Severity}
--   assignee: {type: text, title: Given to}
--   due_at: {type: timestamp, title: Due, note: 'UTC. A day for critical checks, seven for major ones.'}
--   is_overdue: {type: boolean, title: Overdue}
--   violations: {type: integer, title: Violations, note: Of the latest run.}
--   at_risk: {type: money, title: Money at risk, note: Of the latest run.}
--   owner: {type: text, title: Owner, note: Who answers for the check.}
--   table_name: {type: text, title: Table, note: The root table that the check is about.}
--   open_in_table: {type: integer, title: Open in the table, note: 'Neither resolved nor waived; they may have one cause.'}
--   opened_at: {type: timestamp, title: Opened, note: UTC. The last time.}
--   hours_to_acknowledge: {type: decimal, title: Hours to acknowledge}
--   hours_to_resolve: {type: decimal, title: Hours to resolve}
--   reopened: {type: integer, title: Reopened, note: How often it was resolved and failed again.}
--   comments: {type: integer, title: Comments}
--   told: {type: text, title: Told, note: 'Who was mailed of a critical failure, or why nobody was.', wide: true}
--   incident_id: {type: integer, title: Incident}
--   urgency: {type: integer, title: Urgency, note: 'Open before waived before resolved, overdue first, then by severity.'}
-- order: urgency desc, table_name, incident_id
with latest as (
    select results.check_name, max(results.result_id) as result_id
    from quality_results as results
    group by results.check_name
),

found as (
    select results.check_name, results.violations, results.at_risk_cents
    from latest
    join quality_results as results on results.result_id = latest.result_id
),

waived as (
    select waivers.check_name
    from quality_waivers as waivers
    where waivers.ends_at > :now
    group by waivers.check_name
),

commented as (
    select events.incident_id, count(*) as comments
    from quality_incident_events as events
    where events.event = 'commented'
    group by events.incident_id
),

stated as (
    select
        incidents.*,
        case when incidents.status <> 'resolved' and waived.check_name is not null then 'waived' else incidents.status end as state
    from quality_incidents as incidents
    left join waived on waived.check_name = incidents.check_name
),

listed as (
    select
        stated.check_name,
        stated.state as status,
        stated.severity,
        stated.assignee,
        stated.due_at,
        stated.state not in ('resolved', 'waived') and stated.due_at < :now as is_overdue,
        found.violations,
        cast(found.at_risk_cents as double precision) / 100 as at_risk,
        stated.owner,
        stated.table_name,
        count(*) filter (where stated.state not in ('resolved', 'waived')) over (partition by stated.table_name) as open_in_table,
        stated.opened_at,
        cast(stated.acknowledged_at - stated.opened_at as double precision) / 3600 as hours_to_acknowledge,
        cast(stated.resolved_at - stated.opened_at as double precision) / 3600 as hours_to_resolve,
        stated.reopened,
        coalesce(commented.comments, 0) as comments,
        stated.told,
        stated.incident_id,
        case when stated.state = 'resolved' then 0 when stated.state = 'waived' then 10 else 20 end
            + case when stated.state not in ('resolved', 'waived') and stated.due_at < :now then 5 else 0 end
            + case stated.severity when 'critical' then 2 when 'major' then 1 else 0 end as urgency
    from stated
    left join found on found.check_name = stated.check_name
    left join commented on commented.incident_id = stated.incident_id
    where 1 = 1
        and stated.table_name = :table_name
)

select * from listed order by urgency desc, table_name, incident_id
