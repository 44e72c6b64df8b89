-- summary: How many people may sign in, how many are here, and who holds the keys.
-- grain: users
-- params: {opened_after: integer, seen_after: integer, recently: integer}
-- columns:
--   users: {type: integer, title: Active users}
--   admins: {type: integer, title: Admins, note: Active users with the role admin.}
--   signed_in: {type: integer, title: Signed in now, note: People with a session that has not ended.}
--   unseen: {type: integer, title: Not seen for 90 days, note: 'Active users whose last request is older, or who never came.'}
--   limited: {type: integer, title: With limited reach}
--   inactive: {type: integer, title: Deactivated}
with seen as (
    select
        sessions.user_id,
        max(sessions.last_seen_at) as last_seen_at,
        count(*) filter (
            where sessions.revoked_at is null and sessions.created_at > :opened_after and sessions.last_seen_at > :seen_after
        ) as sessions
    from sessions
    group by sessions.user_id
),

counted as (
    select
        count(*) filter (where users.status = 'active') as users,
        count(*) filter (where users.status = 'active' and users.role = 'admin') as admins,
        count(*) filter (where users.status = 'active' and seen.sessions > 0) as signed_in,
        count(*) filter (where users.status = 'active' and coalesce(seen.last_seen_at, 0) < :recently) as unseen,
        count(*) filter (
            where users.status = 'active' and replace(users.scope || '', '[', '') <> users.scope || ''
        ) as limited,
        count(*) filter (where users.status <> 'active') as inactive
    from users
    left join seen on seen.user_id = users.user_id
)

select * from counted
