-- summary: Rules that people added, those that count first.
-- grain: rule_id
-- params: {}
-- columns:
--   rule_id: {type: integer, title: Rule}
--   state: {type: text, title: State, note: counts or ended.}
--   table_name: {type: text, title: Table}
--   column_name: {type: text, title: Column}
--   rule_type: {type: text, title: Type}
--   bounds: {type: text, title: Bounds, wide: true}
--   severity: {type: text, title: Severity}
--   tolerance: {type: ratio, title: Tolerance}
--   owner: {type: text, title: Owner}
--   reason: {type: text, title: Reason, wide: true}
--   made_by: {type: text, title: Made by}
--   made_at: {type: timestamp, title: Made, note: UTC.}
--   ended_by: {type: text, title: Ended by}
--   ended_at: {type: timestamp, title: Ended, note: UTC.}
-- order: state, rule_id
with listed as (
    select
        rules.rule_id,
        case when rules.is_active then 'counts' else 'ended' end as state,
        rules.table_name,
        rules.column_name,
        rules.rule_type,
        rules.bounds || '' as bounds,
        rules.severity,
        rules.tolerance,
        rules.owner,
        rules.reason,
        rules.made_by,
        rules.made_at,
        rules.ended_by,
        rules.ended_at
    from quality_rules as rules
)

select * from listed order by state, rule_id
