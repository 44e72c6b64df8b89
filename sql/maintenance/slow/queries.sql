-- summary: 'How long the engines took over each query of the pages in the last seven days, those first that 95 of 100 runs wait longest for.'
-- grain: name
-- params: {last_week: integer}
-- columns:
--   name: {type: text, title: Query, note: 'A query of the library, or metrics by dimensions; count is how many rows a grid has.', wide: true}
--   runs: {type: integer, title: Runs, note: 'By pages, downloads and the API; answers out of the cache are not run.'}
--   p50: {type: decimal, title: 'p50, ms', note: 'Half of the runs took at most so long.'}
--   p95: {type: decimal, title: 'p95, ms', note: '95 of 100 runs took at most so long; at most by half too high.'}
--   p95_last_day: {type: decimal, title: 'p95 of the last day, ms', note: Of the last day on which it ran.}
--   slowest: {type: decimal, title: 'Slowest, ms'}
--   last_at: {type: timestamp, title: Last day, note: UTC.}
-- order: p95 desc
with recent as (
    select times.name, times.day_at, times.at_most, times.runs, times.slowest, last_days.last_at
    from query_times as times
    join (
        select others.name, max(others.day_at) as last_at
        from query_times as others
        group by others.name
    ) as last_days on last_days.name = times.name
    where times.day_at >= :last_week
),

buckets as (
    select
        recent.name,
        recent.at_most,
        recent.last_at,
        sum(recent.runs) as runs,
        sum(case when recent.day_at = recent.last_at then recent.runs else 0 end) as last_runs,
        max(recent.slowest) as slowest,
        max(case when recent.day_at = recent.last_at then recent.slowest end) as last_slowest
    from recent
    group by recent.name, recent.at_most, recent.last_at
),

reached as (
    select
        buckets.*,
        sum(buckets.runs) over (partition by buckets.name order by buckets.at_most rows unbounded preceding) as runs_so_far,
        sum(buckets.runs) over (partition by buckets.name) as all_runs,
        sum(buckets.last_runs) over (partition by buckets.name order by buckets.at_most rows unbounded preceding) as last_so_far,
        sum(buckets.last_runs) over (partition by buckets.name) as all_last
    from buckets
),

-- A bucket's slowest run is nearer than its bound.
listed as (
    select
        reached.name,
        max(reached.all_runs) as runs,
        min(case when reached.runs_so_far * 2 >= reached.all_runs then reached.slowest end) as p50,
        min(case when reached.runs_so_far * 100 >= reached.all_runs * 95 then reached.slowest end) as p95,
        min(case when reached.last_runs > 0 and reached.last_so_far * 100 >= reached.all_last * 95 then reached.last_slowest end)
            as p95_last_day,
        max(reached.slowest) as slowest,
        max(reached.last_at) as last_at
    from reached
    group by reached.name
)

select * from listed order by p95 desc, name
