-- summary: Every index as it was measured last, the largest first, with how often it was used where the engine counts that.
-- grain: database_name, index_name
-- params: {}
-- columns:
--   database_name: {type: text, title: Database}
--   index_name: {type: text, title: Index, wide: true}
--   table_name: {type: text, title: Table}
--   rows: {type: integer, title: Rows of the table}
--   bytes: {type: integer, title: Bytes}
--   uses: {type: integer, title: Uses, note: 'Since PostgreSQL counts; SQLite does not count.'}
--   verdict: {type: text, title: Verdict, note: 'Unused is not unneeded: a unique index also keeps rows apart.'}
--   measured_at: {type: timestamp, title: Measured, note: UTC.}
-- order: bytes desc
with latest as (
    select sizes.database_name, max(sizes.measured_at) as measured_at
    from table_sizes as sizes
    group by sizes.database_name
),

listed as (
    select
        indexes.database_name,
        indexes.index_name,
        indexes.table_name,
        sizes.rows,
        indexes.bytes,
        indexes.uses,
        case
            when indexes.uses is null then 'not counted'
            when indexes.uses > 0 then 'used'
            when indexes.is_unique = 1 then 'keeps rows apart'
            else 'never used'
        end as verdict,
        indexes.measured_at
    from index_sizes as indexes
    left join latest on latest.database_name = indexes.database_name
    left join table_sizes as sizes
        on sizes.database_name = indexes.database_name
        and sizes.table_name = indexes.table_name
        and sizes.measured_at = latest.measured_at
)

select * from listed order by bytes desc, database_name, index_name
