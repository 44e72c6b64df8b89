-- summary: What each check last found about one version of the data, by the table that it looks at. Rules that ended are left out.
-- grain: check_name
-- params: {warehouse_version: integer}
-- columns:
--   check_name: {type: text, title: Check, drill: check}
--   table_name: {type: text, title: Table}
--   severity: {type: text, title: Severity}
--   weight: {type: integer, title: Weight}
--   status: {type: text, title: Status}
--   violations: {type: integer, title: Violations}
--   denominator: {type: integer, title: Out of}
--   run_id: {type: integer, title: Run}
-- order: check_name
with latest as (
    select results.check_name, max(results.result_id) as result_id
    from quality_results as results
    join quality_runs as runs on runs.run_id = results.run_id
    where runs.warehouse_version = :warehouse_version
    group by results.check_name
),

ended as (
    select
        'rules.' || rules.table_name || '.' || rules.column_name || '.' || rules.rule_type || '.' || rules.rule_id as check_name
    from quality_rules as rules
    where rules.ended_at is not null
),

listed as (
    select
        results.check_name,
        results.table_name,
        results.severity,
        results.weight,
        results.status,
        results.violations,
        results.denominator,
        results.run_id
    from latest
    join quality_results as results on results.result_id = latest.result_id
    left join ended on ended.check_name = results.check_name
    where ended.check_name is null
)

select * from listed order by check_name
