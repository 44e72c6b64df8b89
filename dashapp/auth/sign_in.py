"""Whether a name and a password belong together, as slowly as throttling asks. Knows no request and no page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, RowMapping, and_, or_, select

from dashapp.auth import audit, throttle
from dashapp.auth.audit import Action
from dashapp.auth.passwords import matches, one_time_matches
from dashapp.auth.users import PERSON, name_key
from dashapp.db.accounts import USERS
from dashapp.db.sign_in import IDENTITIES

WRONG = "That name and password do not belong together. Check both; capitals matter in the password."
EXPIRED = "This one-time password has expired. Ask an admin for a new one."


@dataclass(frozen=True)
class Refused:
    """Not let in: the sentence to show, and the seconds to wait before the next try is looked at."""

    sentence: str
    wait: int = 0


def sign_in(engine: Engine, name: str, password: str, address: str, now: int, break_glass_only: bool = False) -> int | Refused:
    """The user's number, or why not. An unknown name and a wrong password get the same answer in the same time."""
    row = _row(engine, name, break_glass_only)
    # Before throttling, so that nobody can keep the owner of a one-time password out. At 123 bits it cannot be guessed.
    if one_time_matches(password, row["one_time_hash"] if row else None) and row:
        return row["user_id"] if now < row["one_time_expires_at"] else Refused(EXPIRED)
    admission = throttle.admit(engine, name_key(name), address, now)
    if admission.wait:
        return Refused(delayed(admission.wait), admission.wait)
    if not matches(password, row["password_hash"] if row else None) or row is None:
        subject = f"user:{row['user_id']}" if row else "user:unknown"
        audit.record(engine, None, Action.SIGN_IN_FAILED, subject, {"address": address})
        return Refused(WRONG)
    throttle.forgive(engine, admission)
    return int(row["user_id"])


def delayed(seconds: int) -> str:
    """The sentence for a try that came too early."""
    unit = "second" if seconds == 1 else "seconds"
    return f"Too many failed tries. Wait {seconds} {unit}, then try again."


def may_use_password(break_glass_only: bool) -> ColumnElement[bool]:
    """The people who may sign in with a password: active ones who do not come from a provider, or break-glass ones only."""
    local = USERS.c.user_id.not_in(select(IDENTITIES.c.user_id))
    person = and_(USERS.c.status == "active", USERS.c.kind == PERSON)
    return and_(person, USERS.c.break_glass if break_glass_only else or_(local, USERS.c.break_glass))


def _row(engine: Engine, name: str, break_glass_only: bool) -> RowMapping | None:
    """The user of that name. One who was deactivated, or signs in elsewhere, is as unknown as one who never was."""
    columns = USERS.c["user_id", "password_hash", "one_time_hash", "one_time_expires_at"]
    wanted = select(*columns).where(USERS.c.name_key == name_key(name), may_use_password(break_glass_only))
    with engine.connect() as connection:
        return connection.execute(wanted).mappings().one_or_none()
