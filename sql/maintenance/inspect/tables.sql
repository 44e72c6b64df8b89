-- summary: 'What SQLite tells of its tables: bytes of each with its indexes, and bytes of its pages that hold nothing.'
-- database: each
-- grain: table_name
-- params: {}
-- columns:
--   table_name: {type: text, title: Table}
--   bytes: {type: integer, title: Bytes}
--   index_bytes: {type: integer, title: Bytes of indexes}
--   dead_rows: {type: integer, title: Dead rows, note: SQLite keeps none.}
--   unused_bytes: {type: integer, title: Unused bytes}
--   statistics_at: {type: integer, title: Statistics of, note: SQLite does not remember when.}
with pages as (
    select objects.tbl_name as table_name, objects.type as object_type, stored.pgsize as bytes, stored.unused as unused_bytes
    from dbstat as stored
    join sqlite_master as objects on objects.name = stored.name
    where stored.aggregate = 1
),

listed as (
    select
        pages.table_name,
        sum(case when pages.object_type = 'table' then pages.bytes else 0 end) as bytes,
        sum(case when pages.object_type = 'index' then pages.bytes else 0 end) as index_bytes,
        null as dead_rows,
        sum(pages.unused_bytes) as unused_bytes,
        null as statistics_at
    from pages
    group by pages.table_name
)

select * from listed
