"""Changes that a second person approves: proposed with before and after, decided by somebody else, applied when approved."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import role
from dashapp.auth.viewer import Viewer
from dashapp.db.accounts import USERS
from dashapp.db.books import CHANGES
from dashapp.errors import Forbidden, NotFound, UserError

DAYS_TO_DECIDE = 30
_WAITING = CHANGES.c.state == "waiting"


class Kind(StrEnum):
    """What may not be changed by one person alone."""

    PERIOD_UNLOCK = "period_unlock"
    COST_TABLE = "cost_table"
    METRIC_DEFINITION = "metric_definition"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Proposal:
    """What somebody wants changed, as it is and as it is to be, and why."""

    kind: Kind
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str


@dataclass(frozen=True)
class Change:
    """A proposal with what became of it. state is waiting, approved, refused or expired; moments are seconds since 1970."""

    change_id: int
    kind: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    state: str
    proposed_at: int
    proposer: str
    decided_at: int | None
    decider: str | None
    note: str | None


Applier = Callable[[Connection, Change], str]
"""Carries a change out and says what it did. The connection is that of the accounts database, in whose transaction it is approved."""


def propose(engine: Engine, viewer: Viewer, proposal: Proposal) -> Change:
    """Put a change up for decision; one of a kind and subject waits at a time."""
    _require_person(viewer)
    if not proposal.reason.strip():
        raise UserError("A change needs a reason that whoever approves it can judge.")
    if proposal.before == proposal.after:
        raise UserError(f"{proposal.subject} is like that already; there is nothing to change.")
    with engine.begin() as connection:
        _expire(connection)
        same = _WAITING & (CHANGES.c.kind == proposal.kind.value) & (CHANGES.c.subject == proposal.subject)
        waiting = connection.scalar(select(CHANGES.c.change_id).where(same))
        if waiting is not None:
            raise UserError(f"Change {waiting} of {proposal.subject} waits already. Have it decided first.")
        made: dict[str, Any] = {"kind": proposal.kind.value, "subject": proposal.subject}
        made |= {"before": dict(proposal.before), "after": dict(proposal.after)}
        made |= {"reason": proposal.reason.strip(), "state": "waiting", "proposed_at": int(time.time())}
        written = insert(CHANGES).values(**made, proposer_id=viewer.user_id, proposer=viewer.name).returning(CHANGES)
        change = _change(connection.execute(written).mappings().one())
        _audit(connection, viewer, Action.CHANGE_PROPOSED, change)
    return change


def changes(engine: Engine, state: str | None = None) -> list[Change]:
    """The changes in a state, or all of them, the latest first."""
    with engine.begin() as connection:
        _expire(connection)
        asked = select(CHANGES).order_by(CHANGES.c.change_id.desc())
        rows = connection.execute(asked if state is None else asked.where(CHANGES.c.state == state)).mappings()
        return [_change(row) for row in rows]


def approve(engine: Engine, viewer: Viewer, change_id: int, apply: Callable[[str], Applier]) -> str:
    """Approve and carry out, or neither. `apply` gives the applier of a kind. Returns what was done, in a sentence."""
    _expire_now(engine)
    with engine.begin() as connection:
        change = _decided(connection, viewer, change_id, "approved", None)
        _audit(connection, viewer, Action.CHANGE_APPROVED, change)
        # Last, so that a change that cannot be carried out is not approved either.
        return apply(change.kind)(connection, change)


def refuse(engine: Engine, viewer: Viewer, change_id: int, note: str) -> Change:
    """Refuse a change, saying why."""
    if not note.strip():
        raise UserError("Say why the change is refused.")
    _expire_now(engine)
    with engine.begin() as connection:
        change = _decided(connection, viewer, change_id, "refused", note.strip())
        _audit(connection, viewer, Action.CHANGE_REFUSED, change)
    return change


def _decided(connection: Connection, viewer: Viewer, change_id: int, state: str, note: str | None) -> Change:
    """The change, decided by this viewer, in the caller's transaction; the row is locked by the writing of it."""
    _require_person(viewer)
    _require_role_now(connection, viewer)
    found = connection.execute(select(CHANGES).where(CHANGES.c.change_id == change_id)).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no change {change_id}. `manage.py changes list` shows them.")
    if found["proposer_id"] == viewer.user_id:
        raise Forbidden("Whoever proposes a change does not decide it. Ask a second person who may approve changes.")
    values = {"state": state, "decided_at": int(time.time()), "decider_id": viewer.user_id, "decider": viewer.name, "note": note}
    written = update(CHANGES).where(CHANGES.c.change_id == change_id, _WAITING).values(**values).returning(CHANGES)
    row = connection.execute(written).mappings().one_or_none()
    if row is None:
        raise UserError(f"Change {change_id} is {found['state']} already.")
    return _change(row)


def _require_person(viewer: Viewer) -> None:
    if viewer.user_id <= 0:
        raise UserError("A change is proposed and decided by people with accounts. Name yours: --as USER.")


def _require_role_now(connection: Connection, viewer: Viewer) -> None:
    """Whether the person may approve by the role that they hold at this moment, not when they signed in."""
    held = connection.execute(select(USERS.c.role, USERS.c.status).where(USERS.c.user_id == viewer.user_id)).one_or_none()
    if held is None or held.status != "active" or Permission.CHANGES_APPROVE not in role(held.role).permissions:
        raise Forbidden(f"{viewer.name!r} does not hold {Permission.CHANGES_APPROVE.value!r}.")


def _expire_now(engine: Engine) -> None:
    """In a transaction of its own: it stands even where the decision that follows is refused."""
    with engine.begin() as connection:
        _expire(connection)


def _expire(connection: Connection) -> None:
    """Changes that nobody decided in time wait no more."""
    late = CHANGES.c.proposed_at < int(time.time()) - DAYS_TO_DECIDE * 86400
    if connection.scalar(select(CHANGES.c.change_id).where(_WAITING, late).limit(1)) is None:
        return
    expired = update(CHANGES).where(_WAITING, late).values(state="expired", decided_at=int(time.time())).returning(CHANGES)
    for row in connection.execute(expired).mappings().all():
        _audit(connection, None, Action.CHANGE_EXPIRED, _change(row))


def _audit(connection: Connection, viewer: Viewer | None, action: Action, change: Change) -> None:
    detail = {"kind": change.kind, "subject": change.subject, "before": told(change.before), "after": told(change.after)}
    detail |= {"reason": change.reason} if action is Action.CHANGE_PROPOSED else {"note": change.note} if change.note else {}
    audit.append(connection, viewer, action, f"change:{change.change_id}", detail)


def told(side: Mapping[str, Any]) -> dict[str, Any]:
    """What the trail may hold: a list of rows, which may be costs, as their number and hash."""
    return {name: {"rows": len(value), "sha256": fingerprint(value)} if isinstance(value, list) else value for name, value in side.items()}


def fingerprint(value: Any) -> str:
    """The SHA-256 of a JSON value, the same for the same content."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _change(row: RowMapping) -> Change:
    return Change(**{name: row[name] for name in Change.__dataclass_fields__})
