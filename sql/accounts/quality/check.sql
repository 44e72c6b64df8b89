-- summary: One check with what its latest run found, how it is weighed, and how its incident stands.
-- grain: check_name
-- params: {check_name: text, now: integer}
-- columns:
--   check_name: {type: text, title: Check}
--   status: {type: text, title: Status}
--   violations: {type: integer, title: Violations}
--   denominator: {type: integer, title: Out of}
--   share: {type: ratio, title: Share}
--   tolerance: {type: ratio, title: Tolerance, note: The share that may offend.}
--   at_risk: {type: money, title: Money at risk}
--   table_name: {type: text, title: Table}
--   tier: {type: text, title: Tier}
--   severity: {type: text, title: Severity}
--   owner: {type: text, title: Owner}
--   started_at: {type: timestamp, title: Looked at, note: UTC.}
--   incident: {type: text, title: Incident}
--   assignee: {type: text, title: Given to}
--   due_at: {type: timestamp, title: Due, note: UTC.}
--   told: {type: text, title: Told}
--   waived_until: {type: timestamp, title: Waived until, note: UTC.}
--   currency: {type: text, title: Currency}
with latest as (
    select max(results.result_id) as result_id
    from quality_results as results
    where results.check_name = :check_name
),

listed as (
    select
        results.check_name,
        results.status,
        results.violations,
        results.denominator,
        results.share,
        results.tolerance,
        cast(results.at_risk_cents as double precision) / 100 as at_risk,
        results.table_name,
        results.tier,
        results.severity,
        results.owner,
        runs.started_at,
        incidents.status as incident,
        incidents.assignee,
        incidents.due_at,
        incidents.told,
        waivers.ends_at as waived_until,
        runs.currency
    from latest
    join quality_results as results on results.result_id = latest.result_id
    join quality_runs as runs on runs.run_id = results.run_id
    left join quality_incidents as incidents on incidents.check_name = results.check_name
    left join quality_waivers as waivers on waivers.check_name = results.check_name and waivers.ends_at > :now
)

select * from listed
