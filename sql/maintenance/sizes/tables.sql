-- summary: Every table of both databases as it was measured last, the largest first, and how much it grew in about a month.
-- grain: database_name, table_name
-- params: {last_month: integer}
-- columns:
--   database_name: {type: text, title: Database}
--   table_name: {type: text, title: Table}
--   engine: {type: text, title: Engine}
--   rows: {type: integer, title: Rows}
--   bytes: {type: integer, title: Bytes, note: 'Without indexes; missing where the engine does not tell.'}
--   megabytes: {type: decimal, title: Megabytes, note: With indexes.}
--   index_bytes: {type: integer, title: Bytes of indexes}
--   grown_rows: {type: integer, title: Rows more, note: 'Since the oldest measurement of the last 30 days; missing with only one.'}
--   grown_bytes: {type: integer, title: Bytes more, note: Likewise.}
--   dead_rows: {type: integer, title: Dead rows, note: PostgreSQL only. SQLite keeps none.}
--   unused_bytes: {type: integer, title: Unused bytes, note: 'SQLite only: room in pages that hold something.'}
--   statistics_at: {type: timestamp, title: Statistics of, note: 'UTC; PostgreSQL only, as SQLite does not remember.'}
--   measured_at: {type: timestamp, title: Measured, note: UTC.}
-- order: bytes desc
with edges as (
    select
        sizes.database_name,
        max(sizes.measured_at) as last_at,
        min(case when sizes.measured_at >= :last_month then sizes.measured_at end) as first_at
    from table_sizes as sizes
    group by sizes.database_name
),

listed as (
    select
        sizes.database_name,
        sizes.table_name,
        sizes.engine,
        sizes.rows,
        sizes.bytes,
        cast(sizes.bytes + coalesce(sizes.index_bytes, 0) as double precision) / 1000000 as megabytes,
        sizes.index_bytes,
        case when edges.first_at < edges.last_at then sizes.rows - coalesce(before.rows, 0) end as grown_rows,
        case when edges.first_at < edges.last_at then sizes.bytes - coalesce(before.bytes, 0) end as grown_bytes,
        sizes.dead_rows,
        sizes.unused_bytes,
        sizes.statistics_at,
        sizes.measured_at
    from table_sizes as sizes
    join edges on edges.database_name = sizes.database_name and edges.last_at = sizes.measured_at
    left join table_sizes as before
        on before.database_name = sizes.database_name and before.table_name = sizes.table_name and before.measured_at = edges.first_at
)

select * from listed order by bytes desc, database_name, table_name
