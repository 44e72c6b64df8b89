"""Tokens of the API: made, listed, revoked and found. The secret is shown once; what it opens is never more than its owner's.

A token belongs to a user and reaches what that user reaches at this moment, through the API only: role, scope and status
count at once. `opens` limits which parts of the API it asks, `scope` its rows; both only ever narrow.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, bindparam, func, insert, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.auth.users import SERVICE, User, scope_of, user
from dashapp.auth.viewer import OPERATOR, Viewer, viewer_for
from dashapp.db.accounts import USERS
from dashapp.db.tokens import API_TOKENS
from dashapp.errors import Forbidden, NotFound, UserError, near

OPENS = {
    "metrics:read": "List the metrics and ask them.",
    "queries:read": "List the queries of the library and run them.",
    "tables:read": "Read the published tables row by row.",
    "exports:read": "Download cards as CSV or XLSX, and read customers of segments who consented.",
}
DEFAULT_DAYS, MOST_DAYS, MOST_TOKENS = 90, 365, 20
DAY_SECONDS = 24 * 3600
SEEN_EVERY_SECONDS = 60
LONGEST_NAME = 64
_MOST_DIGITS = 9
PREFIX_LENGTH = 12
_FORM = re.compile(r"tally_[A-Za-z0-9_-]{43}")
_OWN = USERS.c["role", "status", "must_change_password", "locale"]
_ROWS = select(API_TOKENS, *_OWN, USERS.c.name.label("owner"), USERS.c.scope.label("own_scope")).join_from(
    API_TOKENS, USERS, API_TOKENS.c.user_id == USERS.c.user_id
)
_FIND = _ROWS.where(API_TOKENS.c.token_hash == bindparam("hashed"))
_SEEN = (
    update(API_TOKENS)
    .where(API_TOKENS.c.token_id == bindparam("seen_token"), func.coalesce(API_TOKENS.c.last_used_at, 0) <= bindparam("before"))
    .values(last_used_at=bindparam("seen_at"), last_address=bindparam("seen_from"))
)


@dataclass(frozen=True)
class Token:
    """A token as its owner may know it; the secret is not among it. Moments are seconds since 1970."""

    token_id: int
    owner: str
    name: str
    prefix: str
    opens: tuple[str, ...]
    scope: Scope
    created_at: int
    expires_at: int
    last_used_at: int | None
    last_address: str | None
    revoked_at: int | None

    def live(self, now: int) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True)
class NewToken:
    """A token just made: its number, and the secret, which is shown this once."""

    token_id: int
    secret: str


@dataclass(frozen=True)
class Bearer:
    """Who a request with a token is: the token's number, what it opens, and its owner as a viewer of the API."""

    token_id: int
    opens: frozenset[str]
    viewer: Viewer


@dataclass(frozen=True)
class Unusable:
    """A token that opens nothing: the sentence why, and its number where it is known."""

    sentence: str
    token_id: int | None = None


@dataclass(frozen=True)
class ProfileSection:
    """What a person's own page says of tokens: whether they may make one, what a new one may open, and the ones there are."""

    may_make: bool
    opens: Mapping[str, str]
    default_days: int
    most_days: int
    tokens: tuple[Token, ...]


def make_token(
    engine: Engine,
    owner: str,
    name: str,
    opens: Iterable[str] = tuple(OPENS),
    days: int = DEFAULT_DAYS,
    scope: Scope = UNLIMITED,
    actor: Viewer = OPERATOR,
) -> NewToken:
    """Make a token of a user, by that user, of a service account by who manages those, or by the operator."""
    held, chosen, now = user(engine, owner), tuple(dict.fromkeys(opens)), int(time.time())
    _require_maker(held, actor)
    _check(held, name, chosen, days, scope)
    secret = f"tally_{secrets.token_urlsafe(32)}"
    row = {"user_id": held.user_id, "name": name.strip(), "prefix": secret[:PREFIX_LENGTH], "token_hash": _hash(secret)}
    row |= {"opens": list(chosen), "scope": asdict(scope), "created_at": now, "expires_at": now + days * DAY_SECONDS}
    with engine.begin() as connection:
        token_id = int(connection.execute(insert(API_TOKENS).values(**row).returning(API_TOKENS.c.token_id)).scalar_one())
        detail = {"user": held.user_id, "opens": list(chosen), "days": days, "limits": sorted(scope.limits())}
        audit.append(connection, actor, Action.TOKEN_MADE, f"token:{token_id}", detail)
        # Writing the event made us wait for whoever else is making one.
        if _live(connection, held.user_id, now) > MOST_TOKENS:
            raise UserError(f"{held.name} has {MOST_TOKENS} tokens already. Revoke one that is no longer used.")
    return NewToken(token_id, secret)


def tokens(engine: Engine, owner: str | None = None) -> list[Token]:
    """The tokens of a user, or of everybody, oldest first; revoked and expired ones too."""
    wanted = _ROWS.order_by(API_TOKENS.c.token_id)
    if owner is not None:
        wanted = wanted.where(API_TOKENS.c.user_id == user(engine, owner).user_id)
    with engine.connect() as connection:
        return [_token(row) for row in connection.execute(wanted).mappings()]


def revoke_token(engine: Engine, token_id: int, actor: Viewer = OPERATOR) -> None:
    """End a token, from the next request on: one's own, or anybody's for who manages service accounts."""
    with engine.begin() as connection:
        row = connection.execute(select(API_TOKENS).where(API_TOKENS.c.token_id == token_id)).mappings().one_or_none()
        allowed = row is not None and (row["user_id"] == actor.user_id or actor.may(Permission.SERVICE_ACCOUNTS_MANAGE))
        if not allowed:
            raise unknown(token_id)
        ended = update(API_TOKENS).where(API_TOKENS.c.token_id == token_id, API_TOKENS.c.revoked_at.is_(None))
        if connection.execute(ended.values(revoked_at=int(time.time()))).rowcount:
            audit.append(connection, actor, Action.TOKEN_REVOKED, f"token:{token_id}")


def days_written(text: str) -> int:
    """The days that somebody wrote into a form; UserError for anything but a whole number."""
    if not text.strip().isdecimal() or len(text) > _MOST_DIGITS:
        raise UserError(f"The days are {text[:_MOST_DIGITS]!r}. Write a whole number, {MOST_DAYS} at most.")
    return int(text)


def unknown(token_id: int) -> NotFound:
    """What is said of a token that is none of theirs."""
    return NotFound(f"You have no token {token_id}.")


def find_token(engine: Engine, secret: str, address: str, now: int) -> Bearer | Unusable:
    """Who holds this token, with the owner's role and scope of this moment; Unusable, and why, otherwise."""
    hashed = _hash(secret)
    row = None
    if _FORM.fullmatch(secret):
        with engine.connect() as connection:
            row = connection.execute(_FIND, {"hashed": hashed}).mappings().one_or_none()
    if row is None or not hmac.compare_digest(row["token_hash"], hashed):
        return Unusable("This token is not known.")
    fault = _fault(row, now)
    if fault:
        return Unusable(fault, row["token_id"])
    if now - (row["last_used_at"] or 0) >= SEEN_EVERY_SECONDS:
        _note_seen(engine, row["token_id"], address, now)
    scope = scope_of(row["scope"]).within(scope_of(row["own_scope"]))
    viewer = viewer_for(row["user_id"], row["owner"], ROLES[row["role"]], scope, row["locale"])
    return Bearer(row["token_id"], frozenset(row["opens"]), viewer.through("api"))


def profile_section(engine: Engine, viewer: Viewer) -> ProfileSection:
    """What the page of a person's own account shows of tokens."""
    return ProfileSection(viewer.may(Permission.API_USE), OPENS, DEFAULT_DAYS, MOST_DAYS, tuple(tokens(engine, viewer.name)))


def _require_maker(owner: User, actor: Viewer) -> None:
    if owner.status != "active" or Permission.API_USE not in ROLES[owner.role].permissions:
        raise Forbidden(f"{owner.name} is {owner.status}, of the role {owner.role!r}. A token needs an active owner who may use the API.")
    if actor in (OPERATOR,) or actor.user_id == owner.user_id:
        return
    if owner.kind != SERVICE:
        raise Forbidden("A person's tokens are made by that person.")
    actor.require(Permission.SERVICE_ACCOUNTS_MANAGE)


def _check(owner: User, name: str, opens: tuple[str, ...], days: int, scope: Scope) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise UserError(f"The name of the token is {name!r}. It needs 1 to {LONGEST_NAME} visible characters.")
    for one in opens:
        if one not in OPENS:
            raise UserError(f"A token cannot open {one!r}.{near(one, OPENS)}")
    if not opens:
        raise UserError(f"The token opens nothing.{near('', OPENS)}")
    if not 1 <= days <= MOST_DAYS:
        raise UserError(f"The token is to last {days} days. Allowed: 1 to {MOST_DAYS}.")
    for limit, values in scope.limits().items():
        if getattr(scope.within(owner.scope), limit) != values:
            raise UserError(f"The token's {limit} go beyond those of {owner.name}. A token only ever reaches less than its owner.")


def _fault(row: RowMapping, now: int) -> str:
    """Why a known token opens nothing at this moment; empty when it does."""
    if row["revoked_at"] is not None:
        return "This token was revoked."
    if now >= row["expires_at"]:
        return "This token has expired. Make a new one."
    if row["status"] != "active" or row["must_change_password"]:
        return "The owner of this token is shut out, or has to choose a password first."
    if row["role"] not in ROLES or Permission.API_USE not in ROLES[row["role"]].permissions:
        return "The role of this token's owner does not use the API."
    return ""


def _note_seen(engine: Engine, token_id: int, address: str, now: int) -> None:
    with engine.begin() as connection:
        seen = {"seen_token": token_id, "before": now - SEEN_EVERY_SECONDS, "seen_at": now, "seen_from": address[:64]}
        connection.execute(_SEEN, seen)


def _live(connection: Connection, user_id: int, now: int) -> int:
    mine = API_TOKENS.c.user_id == user_id
    wanted = select(func.count()).where(mine, API_TOKENS.c.revoked_at.is_(None), API_TOKENS.c.expires_at > now)
    return int(connection.execute(wanted).scalar_one())


def _token(row: RowMapping) -> Token:
    kept: dict[str, Any] = {name: row[name] for name in Token.__dataclass_fields__}
    return Token(**{**kept, "opens": tuple(row["opens"]), "scope": scope_of(row["scope"])})


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
