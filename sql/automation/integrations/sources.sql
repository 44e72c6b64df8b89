-- summary: 'Where data comes from, by map: loads, how the last one ended, and how many of its rows could not be used.'
-- database: warehouse
-- grain: map_name
-- params: {}
-- columns:
--   map_name: {type: text, title: Source, note: The import map.}
--   last_status: {type: text, title: Last load}
--   last_at: {type: text, title: Began, note: UTC.}
--   last_rows: {type: integer, title: Its rows}
--   last_quarantined: {type: integer, title: Quarantined, note: Of its rows.}
--   loads: {type: integer, title: Loads}
--   failed: {type: integer, title: Failed}
--   undone: {type: integer, title: Undone}
--   rows_loaded: {type: integer, title: Rows loaded, note: Of every load that was not undone.}
-- order: map_name
with ranked as (
    select loads.*, row_number() over (partition by loads.map_name order by loads.load_id desc) as place
    from raw_loads as loads
),

listed as (
    select
        ranked.map_name,
        max(case when ranked.place = 1 then ranked.status end) as last_status,
        max(case when ranked.place = 1 then ranked.started_at end) as last_at,
        max(case when ranked.place = 1 then ranked.rows_total end) as last_rows,
        max(case when ranked.place = 1 then ranked.rows_quarantined end) as last_quarantined,
        count(*) as loads,
        sum(case when ranked.status = 'failed' then 1 else 0 end) as failed,
        sum(case when ranked.status = 'undone' then 1 else 0 end) as undone,
        sum(case when ranked.status = 'loaded' then ranked.rows_loaded + ranked.rows_superseding else 0 end) as rows_loaded
    from ranked
    group by ranked.map_name
)

select * from listed order by map_name
