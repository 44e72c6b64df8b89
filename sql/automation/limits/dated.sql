-- summary: Every limit of the desk's health that was ever set, with the days from and to which it counts.
-- grain: limit_id
-- params: {now: integer}
-- columns:
--   measure: {type: text, title: Measure, wide: true}
--   most: {type: decimal, title: Most}
--   from_at: {type: timestamp, title: From, note: 'UTC; 1970 is the limit of the release.'}
--   to_at: {type: timestamp, title: To, note: Missing where no later one is set.}
--   standing: {type: text, title: Standing, note: 'counts now, over or to come.'}
--   set_by: {type: text, title: Set by}
--   reason: {type: text, title: Reason, wide: true}
--   limit_id: {type: integer, title: Limit}
-- order: measure, from_at desc
with followed as (
    select
        limits.*,
        lead(limits.from_at) over (partition by limits.measure order by limits.from_at, limits.limit_id) as to_at
    from health_limits as limits
),

listed as (
    select
        followed.measure,
        followed.most,
        followed.from_at,
        followed.to_at,
        case
            when followed.from_at > :now then 'to come'
            when followed.to_at <= :now then 'over'
            else 'counts now'
        end as standing,
        followed.set_by,
        followed.reason,
        followed.limit_id
    from followed
)

select * from listed order by measure, from_at desc, limit_id
