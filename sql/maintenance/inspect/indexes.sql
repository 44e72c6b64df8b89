-- summary: What SQLite tells of its indexes. It does not count how often one is used.
-- database: each
-- grain: index_name
-- params: {}
-- columns:
--   index_name: {type: text, title: Index}
--   table_name: {type: text, title: Table}
--   is_unique: {type: boolean, title: Unique}
--   bytes: {type: integer, title: Bytes}
--   uses: {type: integer, title: Uses, note: SQLite does not count them.}
with listed as (
    select
        objects.name as index_name,
        objects.tbl_name as table_name,
        case when objects.sql is null or substr(lower(objects.sql), 1, 13) = 'create unique' then 1 else 0 end as is_unique,
        stored.pgsize as bytes,
        null as uses
    from sqlite_master as objects
    join dbstat as stored on stored.name = objects.name and stored.aggregate = 1
    where objects.type = 'index'
)

select * from listed
