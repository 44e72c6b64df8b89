"""The sessions of one person, as they and an admin see them: where from, since when, and ending them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.sessions import is_over
from dashapp.auth.viewer import Viewer
from dashapp.db.accounts import SESSIONS
from dashapp.errors import NotFound
from dashapp.settings import Settings


@dataclass(frozen=True)
class OpenSession:
    """A browser that is signed in. Moments are seconds since 1970; `method` is password or oidc."""

    session_id: int
    created_at: int
    last_seen_at: int
    address: str
    user_agent: str
    method: str


def list_sessions(engine: Engine, settings: Settings, user_id: int, now: int) -> list[OpenSession]:
    """The user's open sessions, the latest seen first."""
    mine = select(SESSIONS).where(SESSIONS.c.user_id == user_id, SESSIONS.c.revoked_at.is_(None))
    with engine.connect() as connection:
        rows = connection.execute(mine.order_by(SESSIONS.c.last_seen_at.desc(), SESSIONS.c.session_id.desc())).mappings().all()
    return [
        OpenSession(**{name: row[name] for name in OpenSession.__dataclass_fields__}) for row in rows if not is_over(settings, row, now)
    ]


def end_one(engine: Engine, user_id: int, session_id: int, actor: Viewer, now: int) -> None:
    """End one session of this user; NotFound when it is none of theirs, or over."""
    mine = SESSIONS.c.session_id == session_id, SESSIONS.c.user_id == user_id, SESSIONS.c.revoked_at.is_(None)
    with engine.begin() as connection:
        if not connection.execute(update(SESSIONS).where(*mine).values(revoked_at=now)).rowcount:
            raise NotFound("There is no such session, or it is over.")
        audit.append(connection, actor, Action.SESSIONS_ENDED, f"user:{user_id}", {"session": session_id, "sessions": 1})


def end_all(engine: Engine, user_id: int, actor: Viewer, now: int, but: int | None = None) -> int:
    """End every session of this user, except the one numbered `but`; how many there were."""
    mine = SESSIONS.c.user_id == user_id, SESSIONS.c.revoked_at.is_(None), SESSIONS.c.session_id.is_distinct_from(but)
    with engine.begin() as connection:
        ended = connection.execute(update(SESSIONS).where(*mine).values(revoked_at=now)).rowcount
        audit.append(connection, actor, Action.SESSIONS_ENDED, f"user:{user_id}", {"sessions": ended})
    return ended
