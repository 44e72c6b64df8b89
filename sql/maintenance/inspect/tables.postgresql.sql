select
    tables.relname as table_name,
    pg_table_size(tables.relid) as bytes,
    pg_indexes_size(tables.relid) as index_bytes,
    tables.n_dead_tup as dead_rows,
    cast(null as bigint) as unused_bytes,
    cast(floor(extract(epoch from greatest(tables.last_analyze, tables.last_autoanalyze))) as bigint) as statistics_at
from pg_stat_user_tables as tables
where tables.schemaname = current_schema()
