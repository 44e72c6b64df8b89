"""Sessions: a row for every browser that is signed in, read again at every request, so that it can be ended at any."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_login import UserMixin
from sqlalchemy import Engine, bindparam, insert, select, update

from dashapp.auth.roles import ROLES
from dashapp.auth.users import PERSON, scope_of
from dashapp.auth.viewer import Viewer, viewer_for
from dashapp.db.accounts import SESSIONS, USERS
from dashapp.settings import Settings

SEEN_EVERY_SECONDS = 60
LONGEST_AGENT = 200

_OF_USER = USERS.c["user_id", "name", "role", "scope", "locale", "theme", "must_change_password"]
_FIND = (
    select(*SESSIONS.c["session_id", "created_at", "last_seen_at"], *_OF_USER)
    .join_from(SESSIONS, USERS, SESSIONS.c.user_id == USERS.c.user_id)
    .where(SESSIONS.c.token_hash == bindparam("token_hash"), SESSIONS.c.revoked_at.is_(None))
    .where(USERS.c.status == "active", USERS.c.kind == PERSON)
)
_SEEN = (
    update(SESSIONS)
    .where(SESSIONS.c.session_id == bindparam("seen_session"), SESSIONS.c.last_seen_at < bindparam("seen_at"))
    .values(last_seen_at=bindparam("seen_at"))
)


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The person behind a request. Flask-Login stores the token, not the user's number: ending the row signs out."""

    token: str
    session_id: int
    viewer: Viewer
    theme: str
    must_change_password: bool

    def get_id(self) -> str:
        """What the browser's cookie carries."""
        return self.token


def open_session(engine: Engine, user_id: int, address: str, user_agent: str, now: int) -> str:
    """Start a session and return its token; only the token's hash is stored."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "user_id": user_id, "created_at": now, "last_seen_at": now}
    with engine.begin() as connection:
        connection.execute(insert(SESSIONS).values(**row, address=address[:64], user_agent=user_agent[:LONGEST_AGENT].replace("\0", "")))
    return token


def find_session(engine: Engine, settings: Settings, token: str, now: int) -> SignedIn | None:
    """Who holds this token, with the role and scope of this moment; None when the session is over or its user shut out."""
    with engine.connect() as connection:
        row = connection.execute(_FIND, {"token_hash": _hash(token)}).mappings().one_or_none()
    if row is None or row["role"] not in ROLES or _over(settings, row["created_at"], row["last_seen_at"], now):
        return None
    if now - row["last_seen_at"] >= SEEN_EVERY_SECONDS:
        _note_seen(engine, row["session_id"], now)
    viewer = _viewer(row["user_id"], row["name"], row["role"], json.dumps(row["scope"]), row["locale"])
    return SignedIn(token, row["session_id"], viewer, row["theme"], row["must_change_password"])


def end_session(engine: Engine, token: str, now: int) -> None:
    """End one session."""
    ended = update(SESSIONS).where(SESSIONS.c.token_hash == _hash(token), SESSIONS.c.revoked_at.is_(None))
    with engine.begin() as connection:
        connection.execute(ended.values(revoked_at=now))


def _over(settings: Settings, created_at: int, last_seen_at: int, now: int) -> bool:
    return now - created_at >= settings.session_hours * 3600 or now - last_seen_at >= settings.session_idle_minutes * 60


def _note_seen(engine: Engine, session_id: int, now: int) -> None:
    with engine.begin() as connection:
        connection.execute(_SEEN, {"seen_session": session_id, "seen_at": now})


@lru_cache(maxsize=1024)
def _viewer(user_id: int, name: str, role: str, scope: str, locale: str) -> Viewer:
    stored: dict[str, Any] = json.loads(scope)
    return viewer_for(user_id, name, ROLES[role], scope_of(stored), locale)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
