-- summary: One person who may sign in.
-- grain: user_id
-- params: {user_name: text, opened_after: integer, seen_after: integer}
-- columns:
--   user_name: {type: text, title: Name}
--   display_name: {type: text, title: Called}
--   email: {type: text, title: E-mail}
--   role: {type: text, title: Role}
--   kind: {type: text, title: Kind, note: 'person, or service: a program, which comes in by token only.'}
--   break_glass: {type: text, title: Break-glass, note: Whether they sign in by password also while only the provider lets others in.}
--   status: {type: text, title: Status}
--   created_at: {type: timestamp, title: Added}
--   last_seen_at: {type: timestamp, title: Last seen}
--   sessions: {type: integer, title: Signed in on, note: Browsers with a session that has not ended.}
--   user_id: {type: integer, title: Number}
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

person as (
    select
        users.name as user_name,
        users.display_name,
        users.email,
        users.role,
        users.kind,
        case when users.break_glass then 'yes' else 'no' end as break_glass,
        users.status,
        users.created_at,
        seen.last_seen_at,
        coalesce(seen.sessions, 0) as sessions,
        users.user_id
    from users
    left join seen on seen.user_id = users.user_id
    where users.name = :user_name
)

select * from person
