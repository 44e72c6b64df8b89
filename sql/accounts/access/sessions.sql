-- summary: The browsers in which a person is or was signed in, newest first.
-- grain: session_id
-- params: {user_name: text, opened_after: integer, seen_after: integer}
-- columns:
--   created_at: {type: timestamp, title: Signed in}
--   last_seen_at: {type: timestamp, title: Last seen}
--   status: {type: text, title: Status, note: 'open, ended (signed out, revoked) or over (too old, or idle too long).'}
--   address: {type: text, title: Address}
--   user_agent: {type: text, title: Browser, wide: true}
--   session_id: {type: integer, title: Session}
-- order: session_id desc
with listed as (
    select
        sessions.created_at,
        sessions.last_seen_at,
        case
            when sessions.revoked_at is not null then 'ended'
            when sessions.created_at > :opened_after and sessions.last_seen_at > :seen_after then 'open'
            else 'over'
        end as status,
        sessions.address,
        sessions.user_agent,
        sessions.session_id
    from sessions
    join users on users.user_id = sessions.user_id
    where users.name = :user_name
)

select * from listed order by session_id desc
