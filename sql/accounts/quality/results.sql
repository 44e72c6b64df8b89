-- summary: Every check with what its latest run found and what is to be done, whatever failed first.
-- grain: check_name
-- params: {}
-- columns:
--   check_name: {type: text, title: Check, drill: check}
--   table_name: {type: text, title: Table}
--   tier: {type: text, title: Tier}
--   severity: {type: text, title: Severity, note: 'critical weighs 5, major 3, minor 1.'}
--   status: {type: text, title: Status}
--   violations: {type: integer, title: Violations}
--   denominator: {type: integer, title: Out of}
--   share: {type: ratio, title: Share}
--   tolerance: {type: ratio, title: Tolerance, note: The share that may offend.}
--   at_risk: {type: money, title: Money at risk, note: 'In the reporting currency of the run. One order may be at risk in several checks.'}
--   owner: {type: text, title: Owner}
--   started_at: {type: timestamp, title: Run, note: UTC.}
--   milliseconds: {type: decimal, title: Milliseconds}
--   message: {type: text, title: Message, wide: true}
--   kind: {type: text, title: Kind, note: 'check, rule, freshness, volume or schema.'}
--   definition_hash: {type: text, title: Definition, note: Changes whenever what is counted changes.}
--   run_id: {type: integer, title: Number of the run}
--   urgency: {type: integer, title: Urgency, note: Errors and failures before warnings before the rest.}
-- order: urgency desc, check_name
with latest as (
    select results.check_name, max(results.result_id) as result_id
    from quality_results as results
    group by results.check_name
),

listed as (
    select
        results.check_name,
        results.table_name,
        results.tier,
        results.severity,
        results.status,
        results.violations,
        results.denominator,
        results.share,
        results.tolerance,
        cast(results.at_risk_cents as double precision) / 100 as at_risk,
        results.owner,
        runs.started_at,
        results.milliseconds,
        results.message,
        results.kind,
        results.definition_hash,
        results.run_id,
        case results.status when 'error' then 30 when 'fail' then 20 when 'warn' then 10 else 0 end + results.weight as urgency
    from latest
    join quality_results as results on results.result_id = latest.result_id
    join quality_runs as runs on runs.run_id = results.run_id
)

select * from listed order by urgency desc, check_name
