-- summary: Every check with what its latest run found and what is to be done, whatever failed first.
-- grain: check_name
-- params: {now: integer, table_name: text?, tier: text?}
-- columns:
--   check_name: {type: text, title: Check, drill: check, wide: true}
--   table_name: {type: text, title: Table}
--   tier: {type: text, title: Tier}
--   severity: {type: text, title: Severity, note: 'critical weighs 5, major 3, minor 1.'}
--   status: {type: text, title: Status}
--   reason: {type: text, title: Reason, note: Why the status is what it is., wide: true}
--   waived_until: {type: timestamp, title: Waived until, note: 'UTC. So long a failure opens no incident; in the score it counts.'}
--   violations: {type: integer, title: Violations}
--   denominator: {type: integer, title: Out of}
--   share: {type: ratio, title: Share}
--   tolerance: {type: ratio, title: Tolerance, note: The share that may offend.}
--   at_risk: {type: money, title: Money at risk, note: 'In the reporting currency of the run. One order may be at risk in several checks.'}
--   owner: {type: text, title: Owner}
--   started_at: {type: timestamp, title: Run, note: UTC.}
--   milliseconds: {type: decimal, title: Milliseconds}
--   kind: {type: text, title: Kind, note: 'check, declared, rule, freshness, volume or schema.'}
--   definition_hash: {type: text, title: Definition, note: Changes whenever what is counted changes.}
--   run_id: {type: integer, title: Number of the run}
--   urgency: {type: integer, title: Urgency, note: Errors and failures before warnings before the rest.}
-- order: urgency desc, check_name
with latest as (
    select results.check_name, max(results.result_id) as result_id
    from quality_results as results
    group by results.check_name
),

waived as (
    select waivers.check_name, max(waivers.ends_at) as waived_until
    from quality_waivers as waivers
    where waivers.ends_at > :now
    group by waivers.check_name
),

listed as (
    select
        results.check_name,
        results.table_name,
        results.tier,
        results.severity,
        results.status,
        case
            when results.message is not null then results.message
            when results.status = 'not applicable' then 'The shop has no such rows.'
            when results.violations = 0 then 'No row offends.'
            else results.violations || ' of ' || results.denominator || ' rows offend'
                || case when results.status = 'pass' then ', which is within the tolerance.' else ', which is more than the tolerance.' end
        end as reason,
        waived.waived_until,
        results.violations,
        results.denominator,
        results.share,
        results.tolerance,
        cast(results.at_risk_cents as double precision) / 100 as at_risk,
        results.owner,
        runs.started_at,
        results.milliseconds,
        results.kind,
        results.definition_hash,
        results.run_id,
        case results.status when 'error' then 30 when 'fail' then 20 when 'warn' then 10 else 0 end + results.weight as urgency
    from latest
    join quality_results as results on results.result_id = latest.result_id
    join quality_runs as runs on runs.run_id = results.run_id
    left join waived on waived.check_name = results.check_name
    where 1 = 1
        and results.table_name = :table_name
        and results.tier = :tier
)

select * from listed order by urgency desc, check_name
