"""The second factor: a code from an authenticator app, or one of ten recovery codes. Each is good once."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from dashapp.auth import audit, throttle
from dashapp.auth.audit import Action
from dashapp.auth.passwords import new_one_time_password, one_time_hash
from dashapp.auth.sealed import seal, unseal
from dashapp.auth.sign_in import Refused, delayed
from dashapp.auth.totp import address_for_apps, new_secret, step_of
from dashapp.auth.users import end_sessions_of, user
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.sign_in import RECOVERY_CODES, SECOND_FACTORS
from dashapp.errors import UserError
from dashapp.settings import Settings

PURPOSE = "second_factor"
RECOVERY_CODES_MADE = 10
ISSUER = "Tallyroom"
WRONG_CODE = "That code is not right, or was used before. Wait for the next one and type it in."

_CONFIRMED = SECOND_FACTORS.c.confirmed_at.is_not(None)


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app needs: the secret, and the address that holds it."""

    secret: str
    address: str

    @property
    def key(self) -> str:
        """The secret in groups of four, for typing."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))

    @property
    def picture(self) -> str:
        """The address as a QR picture: SVG, black on white in light and dark."""
        return segno.make(self.address, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff")


def is_on(engine: Engine, user_id: int) -> bool:
    """Whether a code is asked after this person's password."""
    with engine.connect() as connection:
        return connection.execute(select(SECOND_FACTORS.c.user_id).where(_of(user_id), _CONFIRMED)).first() is not None


def codes_left(engine: Engine, user_id: int) -> int:
    """How many recovery codes are not used yet."""
    unused = select(func.count()).where(RECOVERY_CODES.c.user_id == user_id, RECOVERY_CODES.c.used_at.is_(None))
    with engine.connect() as connection:
        return connection.execute(unused).scalar_one()


def begin(engine: Engine, settings: Settings, viewer: Viewer) -> Enrolment:
    """A new secret, which counts once a code of it has been typed in. UserError for somebody who has a second factor."""
    if is_on(engine, viewer.user_id):
        raise UserError("You have a second factor. Turn it off first; then you can add another.")
    secret = new_secret()
    with engine.begin() as connection:
        connection.execute(delete(SECOND_FACTORS).where(_of(viewer.user_id)))
        row = {"user_id": viewer.user_id, "secret": seal(settings, PURPOSE, secret), "last_step": 0}
        connection.execute(insert(SECOND_FACTORS).values(**row))
    return _enrolment(secret, viewer)


def begun(engine: Engine, settings: Settings, viewer: Viewer) -> Enrolment | None:
    """The secret that waits to be confirmed."""
    with engine.connect() as connection:
        sealed = connection.execute(select(SECOND_FACTORS.c.secret).where(_of(viewer.user_id), ~_CONFIRMED)).scalar_one_or_none()
    return _enrolment(unseal(settings, PURPOSE, sealed), viewer) if sealed else None


def confirm(engine: Engine, settings: Settings, viewer: Viewer, code: str, now: int) -> list[str]:
    """Turn it on by a first code, and return the recovery codes, which are shown once and stored as hashes."""
    waiting = begun(engine, settings, viewer)
    step = step_of(waiting.secret, code, now) if waiting else None
    if step is None:
        raise UserError("That code is not right. Check the clock of your telephone, then type in the next code.")
    codes = [new_one_time_password() for _ in range(RECOVERY_CODES_MADE)]
    with engine.begin() as connection:
        on = update(SECOND_FACTORS).where(_of(viewer.user_id), ~_CONFIRMED).values(confirmed_at=now, last_step=step)
        if not connection.execute(on).rowcount:
            raise UserError("The second factor was turned on in another window.")
        connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.user_id == viewer.user_id))
        rows = [{"code_hash": one_time_hash(each), "user_id": viewer.user_id} for each in codes]
        connection.execute(insert(RECOVERY_CODES), rows)
        audit.append(connection, viewer, Action.SECOND_FACTOR_ADDED, f"user:{viewer.user_id}", {"before": "none", "after": "totp"})
    return codes


def check(engine: Engine, settings: Settings, user_id: int, code: str, address: str, now: int) -> str | Refused:
    """'totp' or 'recovery' and the code is used up; or why not, as slowly as throttling asks."""
    admission = throttle.admit(engine, f"\0code\0{user_id}", address, now)
    if admission.wait:
        return Refused(delayed(admission.wait), admission.wait)
    used = _used(engine, settings, user_id, code, now)
    if used is None:
        audit.record(engine, None, Action.SECOND_FACTOR_FAILED, f"user:{user_id}", {"address": address})
        return Refused(WRONG_CODE)
    throttle.forgive(engine, admission)
    return used


def turn_off(engine: Engine, viewer: Viewer) -> None:
    """Turn off one's own. Whoever calls this has checked the password and a code."""
    with engine.begin() as connection:
        _remove(connection, viewer.user_id, viewer)


def reset(engine: Engine, name: str, actor: Viewer = OPERATOR) -> None:
    """Take the second factor from somebody who lost it, and end their sessions."""
    found = user(engine, name)
    with engine.begin() as connection:
        if not _remove(connection, found.user_id, actor):
            raise UserError(f"{found.name!r} has no second factor.")
        end_sessions_of(connection, found.user_id)


def _of(user_id: int) -> ColumnElement[bool]:
    return SECOND_FACTORS.c.user_id == user_id


def _enrolment(secret: str, viewer: Viewer) -> Enrolment:
    return Enrolment(secret, address_for_apps(secret, viewer.name, ISSUER))


def _used(engine: Engine, settings: Settings, user_id: int, code: str, now: int) -> str | None:
    with engine.begin() as connection:
        sealed = connection.execute(select(SECOND_FACTORS.c.secret).where(_of(user_id), _CONFIRMED)).scalar_one_or_none()
        step = step_of(unseal(settings, PURPOSE, sealed), code, now) if sealed else None
        if step is not None:
            later = update(SECOND_FACTORS).where(_of(user_id), _CONFIRMED, SECOND_FACTORS.c.last_step < step).values(last_step=step)
            return "totp" if connection.execute(later).rowcount else None
        return "recovery" if sealed and _use_recovery(connection, user_id, code, now) else None


def _use_recovery(connection: Connection, user_id: int, code: str, now: int) -> bool:
    mine = RECOVERY_CODES.c.user_id == user_id, RECOVERY_CODES.c.code_hash == one_time_hash(code), RECOVERY_CODES.c.used_at.is_(None)
    return connection.execute(update(RECOVERY_CODES).where(*mine).values(used_at=now)).rowcount == 1


def _remove(connection: Connection, user_id: int, actor: Viewer) -> bool:
    gone = connection.execute(delete(SECOND_FACTORS).where(_of(user_id), _CONFIRMED)).rowcount == 1
    connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.user_id == user_id))
    if gone:
        audit.append(connection, actor, Action.SECOND_FACTOR_REMOVED, f"user:{user_id}", {"before": "totp", "after": "none"})
    return gone
