-- summary: Megabytes of each database each time that it was measured.
-- grain: measured_at, database_name
-- params: {}
-- columns:
--   measured_at: {type: timestamp, title: Measured, note: UTC.}
--   database_name: {type: text, title: Database}
--   megabytes: {type: decimal, title: Megabytes, note: Tables and their indexes.}
--   rows: {type: integer, title: Rows}
-- order: measured_at
with listed as (
    select
        sizes.measured_at,
        sizes.database_name,
        cast(sum(coalesce(sizes.bytes, 0) + coalesce(sizes.index_bytes, 0)) as double precision) / 1000000 as megabytes,
        sum(sizes.rows) as rows
    from table_sizes as sizes
    group by sizes.measured_at, sizes.database_name
)

select * from listed order by measured_at, database_name
