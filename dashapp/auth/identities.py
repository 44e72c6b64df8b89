"""Who somebody is at the provider: issuer and subject, never an e-mail address. Groups there decide the role here."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.roles import ROLES, role
from dashapp.auth.scope import UNLIMITED
from dashapp.auth.users import LONGEST_NAME, name_key, set_role, user
from dashapp.auth.viewer import OPERATOR, Viewer, viewer_for
from dashapp.db.accounts import USERS
from dashapp.db.sign_in import IDENTITIES
from dashapp.errors import Forbidden, SettingError, UserError, near
from dashapp.settings import Settings

LONGEST_SUBJECT, LONGEST_ADDRESS, LONGEST_DISPLAY_NAME = 255, 254, 100
ROOM_FOR_NUMBER = 6
UNMAPPED = "None of your groups may use this desk. Ask whoever runs the sign-in provider."
UNKNOWN = "You have no user here yet. Ask an admin of this desk to add one and to link it."
INACTIVE = "Your user here is deactivated. Ask an admin of this desk."


@dataclass(frozen=True)
class Person:
    """Somebody as the provider describes them."""

    issuer: str
    subject: str
    name: str
    display_name: str
    email: str | None
    groups: tuple[str, ...]


def person(settings: Settings, claims: Mapping[str, Any]) -> Person:
    """The person of a provider's claims; claims of another kind than they should be are left out."""
    words = {name: value for name, value in claims.items() if isinstance(value, str)}
    subject, email = words.get("sub", ""), words.get("email", "")
    name = words.get("preferred_username") or email or subject
    usable = email if "@" in email and len(email) <= LONGEST_ADDRESS else None
    groups = _texts(claims.get(settings.oidc_groups_claim))
    return Person(settings.oidc_issuer, subject, name, words.get("name") or name, usable, groups)


def role_of(settings: Settings, groups: tuple[str, ...]) -> str:
    """The first role of OIDC_ROLE_MAP whose group is held; Forbidden when none is."""
    found = next((role_name for group, role_name in settings.oidc_role_map if group in groups), None)
    if found is None:
        raise Forbidden(UNMAPPED)
    return found


def require_known_roles(settings: Settings) -> None:
    """SettingError for a role in OIDC_ROLE_MAP that does not exist."""
    for group, role_name in settings.oidc_role_map:
        if role_name not in ROLES:
            raise SettingError(f"OIDC_ROLE_MAP gives {group!r} the role {role_name!r}.{near(role_name, ROLES)}")


def admit(engine: Engine, settings: Settings, found: Person) -> int:
    """The number of this person's user, who holds the provider's role from now on; Forbidden says why there is none."""
    held = role_of(settings, found.groups)
    row = _row(engine, found)
    if row is None:
        if not settings.oidc_just_in_time:
            raise Forbidden(UNKNOWN)
        return _add(engine, found, held)
    if row["status"] != "active":
        raise Forbidden(INACTIVE)
    follow_role(engine, viewer_for(row["user_id"], row["name"], role(row["role"])), held)
    return int(row["user_id"])


def follow_role(engine: Engine, viewer: Viewer, held: str) -> None:
    """Give the user the provider's role. The last admin keeps theirs on paper and is refused."""
    if viewer.role == held:
        return
    try:
        set_role(engine, viewer.name, held, viewer)
    except UserError as error:
        raise Forbidden(f"Your role changed at the provider, but not here: {error}") from None
    audit.record(engine, viewer, Action.ROLE_FROM_PROVIDER, f"user:{viewer.user_id}", {"before": viewer.role, "after": held})


def link(engine: Engine, settings: Settings, name: str, subject: str, actor: Viewer = OPERATOR) -> None:
    """Let a user who is here already sign in through the provider; their password is gone unless they are break-glass."""
    if not settings.oidc_issuer:
        raise SettingError("OIDC_ISSUER is not set, so there is no provider to link a user to.")
    found = user(engine, name)
    gone = {"password_hash": None, "one_time_hash": None, "one_time_expires_at": None, "must_change_password": False}
    with engine.begin() as connection:
        _link(connection, settings.oidc_issuer, subject, found.user_id, actor)
        connection.execute(update(USERS).where(USERS.c.user_id == found.user_id, ~USERS.c.break_glass).values(**gone))


def set_break_glass(engine: Engine, name: str, on: bool, actor: Viewer = OPERATOR) -> None:
    """Say whether a user may sign in with a password when others may not."""
    found = user(engine, name)
    with engine.begin() as connection:
        changed = update(USERS).where(USERS.c.user_id == found.user_id, USERS.c.break_glass != on).values(break_glass=on)
        if connection.execute(changed).rowcount:
            audit.append(connection, actor, Action.BREAK_GLASS_SET, f"user:{found.user_id}", {"before": not on, "after": on})


def identity(engine: Engine, user_id: int) -> tuple[str, str] | None:
    """Issuer and subject of a user who signs in through the provider."""
    with engine.connect() as connection:
        found = connection.execute(select(*IDENTITIES.c["issuer", "subject"]).where(IDENTITIES.c.user_id == user_id)).first()
    return (found.issuer, found.subject) if found else None


def _row(engine: Engine, found: Person) -> Mapping[str, Any] | None:
    same = IDENTITIES.c.issuer == found.issuer, IDENTITIES.c.subject == found.subject
    columns = USERS.c["user_id", "name", "role", "status"]
    with engine.connect() as connection:
        return connection.execute(select(*columns).join_from(IDENTITIES, USERS).where(*same)).mappings().one_or_none()  # type: ignore[return-value]


def _add(engine: Engine, found: Person, held: str) -> int:
    """A user for somebody who comes for the first time. A name that is taken gets a number: it belongs to somebody else."""
    wanted = "".join(character for character in found.name if character.isprintable()).strip() or "user"
    row: dict[str, Any] = {
        "display_name": found.display_name[:LONGEST_DISPLAY_NAME],
        "email": found.email,
        "role": held,
        "status": "active",
    }
    row |= {"scope": asdict(UNLIMITED), "must_change_password": False, "created_at": int(time.time())}
    try:
        with engine.begin() as connection:
            name = _free_name(connection, wanted[: LONGEST_NAME - ROOM_FOR_NUMBER])
            added = insert(USERS).values(name=name, name_key=name_key(name), **row).returning(USERS.c.user_id)
            user_id = int(connection.execute(added).scalar_one())
            audit.append(connection, None, Action.USER_ADDED, f"user:{user_id}", {"role": held, "by": "provider"})
            _link(connection, found.issuer, found.subject, user_id, None)
    except IntegrityError:
        raise UserError("Two sign-ins of yours met. Try again.") from None
    return user_id


def _free_name(connection: Connection, wanted: str) -> str:
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(name for name in names if not connection.execute(select(USERS.c.user_id).where(USERS.c.name_key == name_key(name))).first())


def _link(connection: Connection, issuer: str, subject: str, user_id: int, actor: Viewer | None) -> None:
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise UserError(f"A subject has 1 to {LONGEST_SUBJECT} characters, this one {len(subject)}.")
    known = select(IDENTITIES.c.user_id).where(IDENTITIES.c.issuer == issuer, IDENTITIES.c.subject == subject)
    if connection.execute(known).first():
        raise UserError("That subject of the provider belongs to a user already.")
    row = {"issuer": issuer, "subject": subject, "user_id": user_id, "created_at": int(time.time())}
    number = connection.execute(insert(IDENTITIES).values(**row).returning(IDENTITIES.c.identity_id)).scalar_one()
    audit.append(connection, actor, Action.IDENTITY_ADDED, f"user:{user_id}", {"identity": number})


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(each for each in values if isinstance(each, str))
