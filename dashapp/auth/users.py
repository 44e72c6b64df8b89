"""Users: who may sign in, with which role and scope. Every change is audited in its own transaction."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.passwords import hashed, new_one_time_password, one_time_hash, one_time_matches, require_strong
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.roles import role as role_named
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.accounts import SESSIONS, USERS
from dashapp.db.engines import accounts_engine
from dashapp.db.sign_in import IDENTITIES
from dashapp.errors import NotFound, UserError, near
from dashapp.settings import Settings

ONE_TIME_SECONDS = 72 * 3600
LONGEST_NAME = 64
THEMES = ("auto", "light", "dark")
FIRST_ADMIN = "admin"
_ACTIVE_ADMIN = ("admin", "active")
PERSON, SERVICE = "person", "service"


@dataclass(frozen=True)
class User:
    """A user as others may know them: no password, hashed or not."""

    user_id: int
    name: str
    display_name: str
    email: str | None
    role: str
    status: str
    scope: Scope
    locale: str
    theme: str
    must_change_password: bool
    created_at: int
    kind: str
    break_glass: bool


def name_key(name: str) -> str:
    """The sign-in name as it is compared: without case, spaces around it, or look-alike encodings."""
    return unicodedata.normalize("NFKC", name).strip().casefold().replace("\0", "")


def add_user(
    engine: Engine,
    name: str,
    role: str,
    display_name: str = "",
    email: str | None = None,
    scope: Scope = UNLIMITED,
    actor: Viewer = OPERATOR,
) -> str:
    """Add a user and return the one-time password, which is shown once and stored nowhere."""
    shown = checked_name(name)
    if email is not None and "@" not in email:
        raise UserError(f"The e-mail address is {email!r}. It needs an @; leave it out when there is none.")
    password = new_one_time_password()
    row: dict[str, Any] = {"name": shown, "name_key": name_key(shown), "display_name": display_name.strip() or shown, "email": email}
    row |= {"role": role_named(role).name, "status": "active", "scope": stored_scope(scope), "created_at": int(time.time())}
    try:
        with engine.begin() as connection:
            user_id = connection.execute(insert(USERS).values(**row, **_one_time(password)).returning(USERS.c.user_id)).scalar_one()
            audit.append(connection, actor, Action.USER_ADDED, f"user:{user_id}", {"role": role})
    except IntegrityError:
        raise UserError(f"There is already a user {shown!r}, capitals aside. Choose another name, or reset that one.") from None
    return password


def reset_password(engine: Engine, name: str, actor: Viewer = OPERATOR) -> str:
    """Give a user a new one-time password, end the old password and every session, and return it."""
    password = new_one_time_password()
    with engine.begin() as connection:
        held = _held(connection, name)
        user_id = held["user_id"]
        require_password_user(connection, held)
        _set(connection, user_id, {"password_hash": None, **_one_time(password)})
        end_sessions_of(connection, user_id)
        audit.append(connection, actor, Action.PASSWORD_RESET, f"user:{user_id}")
    return password


def set_password(engine: Engine, name: str, password: str, actor: Viewer | None = None) -> None:
    """Set a password its owner chose and end every session of theirs; UserError says why one is too weak."""
    require_strong(password, name_key(name))
    values = {"password_hash": hashed(password), "one_time_hash": None, "one_time_expires_at": None, "must_change_password": False}
    with engine.begin() as connection:
        held = _held(connection, name)
        user_id = held["user_id"]
        require_password_user(connection, held)
        if one_time_matches(password, held["one_time_hash"]):
            raise UserError("That is the one-time password, which others may have seen. Choose a password of your own.")
        _set(connection, user_id, values)
        end_sessions_of(connection, user_id)
        audit.append(connection, actor or OPERATOR, Action.PASSWORD_CHANGED, f"user:{user_id}")


def deactivate(engine: Engine, name: str, actor: Viewer = OPERATOR) -> None:
    """Shut a user out, from the next request on, and end every session. What they did stays on record."""
    _change(engine, name, {"status": "inactive"}, actor)


def activate(engine: Engine, name: str, actor: Viewer = OPERATOR) -> None:
    """Let a deactivated user sign in again."""
    _change(engine, name, {"status": "active"}, actor)


def set_role(engine: Engine, name: str, role: str, actor: Viewer = OPERATOR) -> None:
    """Give a user another role, from the next request on."""
    _change(engine, name, {"role": role_named(role).name}, actor)


def set_scope(engine: Engine, name: str, scope: Scope, actor: Viewer = OPERATOR) -> None:
    """Limit, or free, the rows a user reaches, from the next request on."""
    _change(engine, name, {"scope": stored_scope(scope)}, actor)


def end_sessions(engine: Engine, name: str, actor: Viewer = OPERATOR) -> int:
    """Sign a user out everywhere; how many sessions ended."""
    with engine.begin() as connection:
        user_id = _held(connection, name)["user_id"]
        ended = end_sessions_of(connection, user_id)
        audit.append(connection, actor, Action.SESSIONS_ENDED, f"user:{user_id}", {"sessions": ended})
    return ended


def set_theme(engine: Engine, user_id: int, theme: str) -> None:
    """Remember the theme a user chose."""
    if theme not in THEMES:
        raise UserError(f"theme is {theme!r}.{near(theme, THEMES)}")
    with engine.begin() as connection:
        connection.execute(update(USERS).where(USERS.c.user_id == user_id).values(theme=theme))


def user(engine: Engine, name: str) -> User:
    """The user of that name; NotFound naming the near match otherwise."""
    with engine.connect() as connection:
        row = connection.execute(select(USERS).where(USERS.c.name_key == name_key(name))).mappings().one_or_none()
        if row is None:
            raise _unknown(connection, name)
    return _user(row)


def users(engine: Engine) -> list[User]:
    """Everybody, by name."""
    with engine.connect() as connection:
        return [_user(row) for row in connection.execute(select(USERS).order_by(USERS.c.name_key)).mappings()]


def people_who(engine: Engine, permission: Permission) -> list[User]:
    """Active people, by name, whose role holds a permission: whom something can be given to or told."""
    found = [one for one in users(engine) if one.status == "active" and one.kind == PERSON and one.role in ROLES]
    return [one for one in found if permission in ROLES[one.role].permissions]


def first_admin(settings: Settings) -> tuple[str, str] | None:
    """Add the first admin of a new installation: name and one-time password, or None when there is a user already."""
    engine = accounts_engine(settings)
    with engine.connect() as connection:
        if connection.execute(select(func.count()).select_from(USERS)).scalar_one():
            return None
    try:
        return FIRST_ADMIN, add_user(engine, FIRST_ADMIN, "admin")
    except UserError:
        return None


def require_password_user(connection: Connection, row: RowMapping) -> None:
    """UserError for a service account, and for somebody who signs in through the provider and is not break-glass."""
    if row["kind"] == SERVICE:
        raise UserError(f"{row['name']!r} is a service account. It has no password; make it a token.")
    known = select(IDENTITIES.c.user_id).where(IDENTITIES.c.user_id == row["user_id"])
    if not row["break_glass"] and connection.execute(known).first():
        raise UserError(f"{row['name']!r} signs in through the provider and has no password here.")


def scope_of(stored: Mapping[str, Any]) -> Scope:
    """The scope that a stored JSON object means."""
    return Scope(**{limit: None if values is None else tuple(values) for limit, values in stored.items()})


def stored_scope(scope: Scope) -> dict[str, list[str] | None]:
    """The JSON object that a scope is stored as."""
    return {limit: None if values is None else list(values) for limit, values in asdict(scope).items()}


def _one_time(password: str) -> dict[str, Any]:
    expires = int(time.time()) + ONE_TIME_SECONDS
    return {"one_time_hash": one_time_hash(password), "one_time_expires_at": expires, "must_change_password": True}


def checked_name(name: str) -> str:
    """A new sign-in name as it is shown; UserError for one that cannot be told apart or read."""
    shown = unicodedata.normalize("NFKC", name).strip()
    if not 0 < len(shown) <= LONGEST_NAME or len(name_key(shown)) > LONGEST_NAME or not shown.isprintable():
        raise UserError(f"The sign-in name is {name!r}. It needs 1 to {LONGEST_NAME} visible characters.")
    return shown


def _change(engine: Engine, name: str, values: dict[str, Any], actor: Viewer) -> None:
    with engine.begin() as connection:
        before = _held(connection, name)
        _set(connection, before["user_id"], values)
        if values.get("status") == "inactive":
            end_sessions_of(connection, before["user_id"])
        detail = {"before": {column: before[column] for column in values}, "after": values}
        audit.append(connection, actor, Action.USER_CHANGED, f"user:{before['user_id']}", detail)
        # Writing the event made us wait for whoever else is changing users, so this count is the last word.
        if (before["role"], before["status"]) == _ACTIVE_ADMIN and not _active_admins(connection):
            raise UserError(f"{before['name']!r} is the last active admin. Make somebody else admin first.")


def _held(connection: Connection, name: str) -> RowMapping:
    """The user's row, locked: a write, because on SQLite only a write does."""
    locked = update(USERS).where(USERS.c.name_key == name_key(name)).values(name_key=name_key(name)).returning(USERS)
    row = connection.execute(locked).mappings().one_or_none()
    if row is None:
        raise _unknown(connection, name)
    return row


def _set(connection: Connection, user_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(USERS).where(USERS.c.user_id == user_id).values(**values))


def _active_admins(connection: Connection) -> int:
    role, status = _ACTIVE_ADMIN
    return connection.execute(
        select(func.count()).where(USERS.c.role == role, USERS.c.status == status, USERS.c.kind == PERSON)
    ).scalar_one()


def _unknown(connection: Connection, name: str) -> NotFound:
    return NotFound(f"There is no user {name!r}.{near(name, connection.execute(select(USERS.c.name)).scalars())}")


def end_sessions_of(connection: Connection, user_id: int) -> int:
    """End every sign-in session of a user, inside the caller's transaction; how many."""
    ended = update(SESSIONS).where(SESSIONS.c.user_id == user_id, SESSIONS.c.revoked_at.is_(None))
    return connection.execute(ended.values(revoked_at=int(time.time()))).rowcount


def _user(row: RowMapping) -> User:
    kept = {name: row[name] for name in User.__dataclass_fields__ if name != "scope"}
    return User(**kept, scope=scope_of(row["scope"]))
