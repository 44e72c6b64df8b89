-- summary: Every column of the tables that have rows, as the latest whole run found it, and how it has changed since other data.
-- grain: table_name, column_name
-- params: {}
-- columns:
--   table_name: {type: text, title: Table}
--   column_name: {type: text, title: Column}
--   held: {type: integer, title: Rows}
--   nulls: {type: integer, title: Empty}
--   null_share: {type: ratio, title: Share empty}
--   distinct_values: {type: integer, title: Different values}
--   least: {type: text, title: Least, note: Not kept of a column about a person or of identifiers.}
--   greatest: {type: text, title: Greatest, note: Likewise.}
--   top_values: {type: text, title: Most frequent, note: 'The five most frequent values, each with its count.', wide: true}
--   held_change: {type: integer, title: Rows more, note: Against the last run whose data was another.}
--   null_share_change: {type: ratio, title: Share empty more, note: Likewise.}
--   distinct_change: {type: integer, title: Values more, note: Likewise.}
--   checks_run: {type: integer, title: Checks, note: That ran and look at the column.}
--   run_id: {type: integer, title: Run}
-- order: table_name, column_name
with latest as (
    select max(profiles.run_id) as run_id
    from quality_columns as profiles
),

listed as (
    select
        profiles.table_name,
        profiles.column_name,
        profiles.held,
        profiles.nulls,
        cast(profiles.nulls as double precision) / nullif(profiles.held, 0) as null_share,
        profiles.distinct_values,
        profiles.least,
        profiles.greatest,
        profiles.top || '' as top_values,
        profiles.held - profiles.held_before as held_change,
        cast(profiles.nulls as double precision) / nullif(profiles.held, 0)
            - cast(profiles.nulls_before as double precision) / nullif(profiles.held_before, 0) as null_share_change,
        profiles.distinct_values - profiles.distinct_before as distinct_change,
        profiles.checks_run,
        profiles.run_id
    from quality_columns as profiles
    join latest on latest.run_id = profiles.run_id
)

select * from listed order by table_name, column_name
