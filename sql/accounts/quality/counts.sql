-- summary: How good the data is by the latest run of everything, and what is done about what is wrong.
-- grain: run_id
-- params: {now: integer}
-- columns:
--   score: {type: decimal, title: Score, note: 'Of 100: weights of checks that passed and half of those that warned, over all that ran.'}
--   column_share: {type: ratio, title: Columns covered, note: 'Columns of tables with rows that at least one check that ran looks at.'}
--   open_incidents: {type: integer, title: Open incidents, note: 'Neither resolved nor waived.'}
--   hours_to_acknowledge: {type: decimal, title: Hours to acknowledge, note: 'Mean of incidents that somebody acknowledged, since each last opened.'}
--   hours_to_resolve: {type: decimal, title: Hours to resolve, note: 'Mean of resolved incidents, each counted once, since it last opened.'}
--   at_risk: {type: money, title: Money at risk, note: 'Of the one check that puts most at risk; sums would count an order several times.'}
--   validation: {type: decimal, title: Validation}
--   completeness: {type: decimal, title: Completeness}
--   accuracy: {type: decimal, title: Accuracy}
--   consistency: {type: decimal, title: Consistency}
--   anomaly: {type: decimal, title: Anomaly}
--   late_sources: {type: integer, title: Late sources, note: Sources whose newest row is older than their limit allows.}
--   overdue: {type: integer, title: Overdue incidents}
--   resolved: {type: integer, title: Resolved incidents, note: 'Incidents, not resolutions.'}
--   currency: {type: text, title: Currency}
--   run_id: {type: integer, title: Run}
with latest as (
    select max(runs.run_id) as run_id
    from quality_runs as runs
    where runs.is_whole
        and runs.finished_at is not null
),

points as (
    select
        results.tier,
        results.kind,
        results.status,
        results.at_risk_cents,
        50 * case results.status when 'pass' then 2 when 'warn' then 1 else 0 end * results.weight as half_points,
        case when results.status in ('pass', 'warn', 'fail') then results.weight else 0 end as weight
    from quality_results as results
    join latest on latest.run_id = results.run_id
),

scored as (
    select
        cast(sum(points.half_points) as double precision) / nullif(sum(points.weight), 0) as score,
        cast(sum(points.half_points) filter (where points.tier = 'validation') as double precision)
            / nullif(sum(points.weight) filter (where points.tier = 'validation'), 0) as validation,
        cast(sum(points.half_points) filter (where points.tier = 'completeness') as double precision)
            / nullif(sum(points.weight) filter (where points.tier = 'completeness'), 0) as completeness,
        cast(sum(points.half_points) filter (where points.tier = 'accuracy') as double precision)
            / nullif(sum(points.weight) filter (where points.tier = 'accuracy'), 0) as accuracy,
        cast(sum(points.half_points) filter (where points.tier = 'consistency') as double precision)
            / nullif(sum(points.weight) filter (where points.tier = 'consistency'), 0) as consistency,
        cast(sum(points.half_points) filter (where points.tier = 'anomaly') as double precision)
            / nullif(sum(points.weight) filter (where points.tier = 'anomaly'), 0) as anomaly,
        cast(max(points.at_risk_cents) filter (where points.status in ('fail', 'warn')) as double precision) / 100 as at_risk,
        count(*) filter (where points.kind = 'freshness' and points.status = 'fail') as late_sources
    from points
),

covered as (
    select cast(count(*) filter (where profiles.checks_run > 0) as double precision) / nullif(count(*), 0) as column_share
    from quality_columns as profiles
    join latest on latest.run_id = profiles.run_id
),

handled as (
    select
        count(*) filter (where incidents.status <> 'resolved' and waivers.check_name is null) as open_incidents,
        count(*) filter (where incidents.status <> 'resolved' and waivers.check_name is null and incidents.due_at < :now) as overdue,
        count(*) filter (where incidents.status = 'resolved') as resolved,
        avg(cast(incidents.acknowledged_at - incidents.opened_at as double precision) / 3600) as hours_to_acknowledge,
        avg(cast(incidents.resolved_at - incidents.opened_at as double precision) / 3600) as hours_to_resolve
    from quality_incidents as incidents
    left join quality_waivers as waivers on waivers.check_name = incidents.check_name and waivers.ends_at > :now
),

counted as (
    select
        scored.score,
        covered.column_share,
        handled.open_incidents,
        handled.hours_to_acknowledge,
        handled.hours_to_resolve,
        scored.at_risk,
        scored.validation,
        scored.completeness,
        scored.accuracy,
        scored.consistency,
        scored.anomaly,
        scored.late_sources,
        handled.overdue,
        handled.resolved,
        runs.currency,
        runs.run_id
    from scored
    cross join covered
    cross join handled
    cross join latest
    left join quality_runs as runs on runs.run_id = latest.run_id
)

select * from counted
