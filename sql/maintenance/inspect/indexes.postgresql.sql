select
    indexes.indexrelname as index_name,
    indexes.relname as table_name,
    case when declared.indisunique then 1 else 0 end as is_unique,
    pg_relation_size(indexes.indexrelid) as bytes,
    indexes.idx_scan as uses
from pg_stat_user_indexes as indexes
join pg_index as declared on declared.indexrelid = indexes.indexrelid
where indexes.schemaname = current_schema()
