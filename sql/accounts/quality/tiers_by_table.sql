-- summary: Where points are lost by the latest run of everything, for each table in which something offends, by tier.
-- grain: table_name, tier
-- params: {}
-- columns:
--   table_name: {type: text, title: Table}
--   tier: {type: text, title: Tier}
--   lost: {type: decimal, title: Points lost, note: '100 less the score of the checks of this table and tier.'}
--   score: {type: decimal, title: Score}
--   checks: {type: integer, title: Checks that ran}
--   failed: {type: integer, title: Failed}
--   warned: {type: integer, title: Warned}
-- order: table_name, tier
with latest as (
    select max(runs.run_id) as run_id
    from quality_runs as runs
    where runs.is_whole
        and runs.finished_at is not null
),

ran as (
    select results.table_name, results.tier, results.status, results.weight
    from quality_results as results
    join latest on latest.run_id = results.run_id
    where results.status in ('pass', 'warn', 'fail')
),

offended as (
    select ran.table_name
    from ran
    where ran.status <> 'pass'
    group by ran.table_name
),

listed as (
    select
        ran.table_name,
        ran.tier,
        100 - 50 * cast(sum(case ran.status when 'pass' then 2 when 'warn' then 1 else 0 end * ran.weight) as double precision)
            / nullif(sum(ran.weight), 0) as lost,
        50 * cast(sum(case ran.status when 'pass' then 2 when 'warn' then 1 else 0 end * ran.weight) as double precision)
            / nullif(sum(ran.weight), 0) as score,
        count(*) as checks,
        count(*) filter (where ran.status = 'fail') as failed,
        count(*) filter (where ran.status = 'warn') as warned
    from ran
    join offended on offended.table_name = ran.table_name
    group by ran.table_name, ran.tier
)

select * from listed order by table_name, tier
