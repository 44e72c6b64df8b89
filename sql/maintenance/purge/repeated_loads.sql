-- summary: Loads that brought rows which were there already, newest first. Such rows are counted and never stored twice.
-- database: warehouse
-- grain: load_id
-- params: {}
-- columns:
--   load_id: {type: integer, title: Load}
--   map_name: {type: text, title: Map}
--   status: {type: text, title: Status}
--   started_at: {type: text, title: Began, note: UTC.}
--   rows_total: {type: integer, title: Rows of the files}
--   rows_present: {type: integer, title: There already}
--   present_share: {type: ratio, title: Share}
--   verdict: {type: text, title: Verdict}
-- order: load_id desc
with listed as (
    select
        loads.load_id,
        loads.map_name,
        loads.status,
        loads.started_at,
        loads.rows_total,
        loads.rows_present,
        cast(loads.rows_present as double precision) / nullif(loads.rows_total, 0) as present_share,
        case
            when loads.rows_present = loads.rows_total then 'brought nothing new'
            else 'overlaps with an earlier load'
        end as verdict
    from raw_loads as loads
    where loads.rows_present > 0
)

select * from listed order by load_id desc
