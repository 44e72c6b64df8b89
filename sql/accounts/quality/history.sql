-- summary: What every run of one check found, newest first.
-- grain: run_id
-- params: {check_name: text}
-- columns:
--   run_id: {type: integer, title: Run}
--   started_at: {type: timestamp, title: Began, note: UTC.}
--   warehouse_version: {type: integer, title: Version}
--   status: {type: text, title: Status}
--   violations: {type: integer, title: Violations}
--   denominator: {type: integer, title: Out of}
--   share: {type: ratio, title: Share}
--   at_risk: {type: money, title: Money at risk}
--   milliseconds: {type: decimal, title: Milliseconds}
--   message: {type: text, title: Message, wide: true}
--   definition_hash: {type: text, title: Definition}
-- order: run_id desc
with listed as (
    select
        results.run_id,
        runs.started_at,
        runs.warehouse_version,
        results.status,
        results.violations,
        results.denominator,
        results.share,
        cast(results.at_risk_cents as double precision) / 100 as at_risk,
        results.milliseconds,
        results.message,
        results.definition_hash
    from quality_results as results
    join quality_runs as runs on runs.run_id = results.run_id
    where results.check_name = :check_name
)

select * from listed order by run_id desc
