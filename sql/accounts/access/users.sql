-- summary: Everybody who may sign in, with role, reach, and when they were last here.
-- grain: user_id
-- params: {opened_after: integer, seen_after: integer}
-- columns:
--   user_name: {type: text, title: Name, drill: user}
--   role: {type: text, title: Role}
--   reach: {type: text, title: Reach, note: 'Limited when only some brands, regions, vendors or managers are within reach.'}
--   status: {type: text, title: Status}
--   last_seen_at: {type: timestamp, title: Last seen, note: 'To the minute, UTC.'}
--   sessions: {type: integer, title: Signed in on, note: Browsers with a session that has not ended.}
--   display_name: {type: text, title: Called}
--   email: {type: text, title: E-mail}
--   kind: {type: text, title: Kind, note: 'person, or service: a program, which comes in by token only.'}
--   created_at: {type: timestamp, title: Added}
--   user_id: {type: integer, title: Number}
-- order: user_name
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

listed as (
    select
        users.name as user_name,
        users.role,
        -- The scope is JSON whose limits are null or lists, so a bracket is a limit.
        case when replace(users.scope || '', '[', '') = users.scope || '' then 'Everything' else 'Limited' end as reach,
        users.status,
        seen.last_seen_at,
        coalesce(seen.sessions, 0) as sessions,
        users.display_name,
        users.email,
        users.kind,
        users.created_at,
        users.user_id
    from users
    left join seen on seen.user_id = users.user_id
)

select * from listed order by user_name
