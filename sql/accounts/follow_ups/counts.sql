-- summary: How many detractors wait to be followed up, and how many of the last 30 days were in time.
-- grain: open_follow_ups
-- params: {now: integer, last_month: integer, scope_regions: list of text?}
-- columns:
--   open_follow_ups: {type: integer, title: Detractors to follow up}
--   overdue: {type: integer, title: Overdue follow-ups}
--   in_time_share: {type: ratio, title: Followed up in three days, note: 'Of the follow-ups opened in the last 30 days that are done or three days old, those done within three days.'}
with counted as (
    select
        count(*) filter (where follow_ups.outcome is null) as open_follow_ups,
        count(*) filter (where follow_ups.outcome is null and follow_ups.due_at < :now) as overdue,
        cast(count(*) filter (where follow_ups.opened_at >= :last_month and follow_ups.closed_at <= follow_ups.in_time_until) as double precision)
            / nullif(
                count(*) filter (
                    where follow_ups.opened_at >= :last_month
                        and (follow_ups.closed_at is not null or follow_ups.in_time_until < :now)
                ),
                0
            ) as in_time_share
    from follow_ups
    where follow_ups.follow_up_id > 0
        and follow_ups.region in (:scope_regions)
)

select * from counted
