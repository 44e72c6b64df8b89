"""Sign-in sessions: a row for every browser that is signed in, read again at every request, so that it can be ended at any."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_login import UserMixin
from sqlalchemy import Engine, RowMapping, bindparam, insert, select, update

from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.users import PERSON, scope_of
from dashapp.auth.viewer import Viewer, looking_as, viewer_for
from dashapp.db.accounts import SESSIONS, USERS
from dashapp.db.sign_in import SECOND_FACTORS
from dashapp.settings import Settings

SEEN_EVERY_SECONDS = 60
LONGEST_AGENT = 200
PASSWORD = "password"  # noqa: S105 the name of a method
PROVIDER = "oidc"

_SEEN_AS = USERS.alias("seen_as")
_OF_USER = USERS.c["user_id", "name", "role", "scope", "locale", "theme", "must_change_password", "break_glass"]
_SECOND = select(SECOND_FACTORS.c.user_id).where(SECOND_FACTORS.c.user_id == USERS.c.user_id, SECOND_FACTORS.c.confirmed_at.is_not(None))
_FIND = (
    select(
        *SESSIONS.c["session_id", "created_at", "last_seen_at", "method"],
        *_OF_USER,
        _SECOND.exists().label("has_second_factor"),
        _SEEN_AS.c.name.label("as_name"),
        _SEEN_AS.c.role.label("as_role"),
        _SEEN_AS.c.scope.label("as_scope"),
    )
    .join_from(SESSIONS, USERS, SESSIONS.c.user_id == USERS.c.user_id)
    .outerjoin(_SEEN_AS, (SESSIONS.c.viewing_as == _SEEN_AS.c.user_id) & (_SEEN_AS.c.status == "active"))
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
    """The person behind a request. Flask-Login stores the token, not the user's number: ending the row signs out.

    `owner` is whose session it is; `viewer` is the same, or the desk of another that they look at.
    """

    token: str
    session_id: int
    owner: Viewer
    viewer: Viewer
    theme: str
    must_change_password: bool
    method: str = PASSWORD
    must_add_second_factor: bool = False

    def get_id(self) -> str:
        """What the browser's cookie carries."""
        return self.token


def open_session(engine: Engine, user_id: int, address: str, user_agent: str, now: int, method: str = PASSWORD) -> str:
    """Start a sign-in session and return its token; only the token's hash is stored. `method` is how its owner came in."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "user_id": user_id, "created_at": now, "last_seen_at": now, "method": method}
    with engine.begin() as connection:
        connection.execute(insert(SESSIONS).values(**row, address=address[:64], user_agent=user_agent[:LONGEST_AGENT].replace("\0", "")))
    return token


def find_session(engine: Engine, settings: Settings, token: str, now: int) -> SignedIn | None:
    """Who holds this token, with the role and scope of this moment; None when the session is over or its user shut out."""
    with engine.connect() as connection:
        row = connection.execute(_FIND, {"token_hash": _hash(token)}).mappings().one_or_none()
    if row is None or row["role"] not in ROLES or is_over(settings, row, now) or _shut_out(settings, row):
        return None
    if now - row["last_seen_at"] >= SEEN_EVERY_SECONDS:
        _note_seen(engine, row["session_id"], now)
    owner = _viewer(row["user_id"], row["name"], row["role"], json.dumps(row["scope"]), row["locale"])
    lacking = row["method"] == PASSWORD and not row["has_second_factor"] and second_factor_required(settings, row["role"])
    viewer = owner if lacking or row["must_change_password"] else _desk_of(owner, row)
    return SignedIn(token, row["session_id"], owner, viewer, row["theme"], row["must_change_password"], row["method"], lacking)


def end_session(engine: Engine, token: str, now: int) -> None:
    """End one session."""
    ended = update(SESSIONS).where(SESSIONS.c.token_hash == _hash(token), SESSIONS.c.revoked_at.is_(None))
    with engine.begin() as connection:
        connection.execute(ended.values(revoked_at=now))


def look_as(engine: Engine, token: str, user_id: int | None) -> None:
    """See the desk as another user in this session; None ends it."""
    changed = update(SESSIONS).where(SESSIONS.c.token_hash == _hash(token), SESSIONS.c.revoked_at.is_(None))
    with engine.begin() as connection:
        connection.execute(changed.values(viewing_as=user_id))


def is_over(settings: Settings, row: RowMapping, now: int) -> bool:
    """Whether a row of sessions has grown too old, or has been idle for too long."""
    return now - row["created_at"] >= settings.session_hours * 3600 or now - row["last_seen_at"] >= settings.session_idle_minutes * 60


def second_factor_required(settings: Settings, role: str) -> bool:
    """Whether somebody of this role, who comes with a password, needs a second factor."""
    wanted = settings.require_second_factor
    return wanted == "everyone" or (wanted == "admins" and role == "admin")


def _desk_of(owner: Viewer, row: RowMapping) -> Viewer:
    """The viewer whose desk is seen. Whoever lost the right to manage users meanwhile sees the own desk again."""
    if row["as_name"] and row["as_role"] in ROLES and owner.may(Permission.USERS_MANAGE):
        return looking_as(owner, row["as_name"], ROLES[row["as_role"]], scope_of(row["as_scope"]))
    return owner


def _shut_out(settings: Settings, row: RowMapping) -> bool:
    """Whether the session came by a way that the settings have closed since."""
    if row["method"] == PROVIDER:
        return not settings.oidc_issuer
    return settings.local_sign_in != "everybody" and not row["break_glass"]


def _note_seen(engine: Engine, session_id: int, now: int) -> None:
    with engine.begin() as connection:
        connection.execute(_SEEN, {"seen_session": session_id, "seen_at": now})


@lru_cache(maxsize=1024)
def _viewer(user_id: int, name: str, role: str, scope: str, locale: str) -> Viewer:
    stored: dict[str, Any] = json.loads(scope)
    return viewer_for(user_id, name, ROLES[role], scope_of(stored), locale)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
