"""Requests of data subjects: what was asked, until when it is to be answered, who answered, and refusals with their reason."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.personal_data import SUBJECT_REQUESTS
from dashapp.errors import NotFound, UserError, near
from dashapp.settings import Settings

DUE_DAYS = 30
KINDS = ("access", "erasure")
STATUSES = ("open", "exported", "erased", "refused")
SHORTEST_REASON = 10
_DAY = 86_400
_COLUMNS = SUBJECT_REQUESTS.c


@dataclass(frozen=True)
class Request:
    """One request. Moments are seconds since 1970; `subjects` are references, source/number."""

    request_id: int
    kind: str
    status: str
    subjects: tuple[str, ...]
    received_at: int
    due_at: int
    handled_at: int | None
    handled_by: str | None
    reason: str

    def is_overdue(self, now: int) -> bool:
        """Whether it should have been answered by now."""
        return self.status == "open" and now > self.due_at


def list_requests(settings: Settings, viewer: Viewer, status: str = "") -> list[Request]:
    """The requests, of one status or all, the earliest due first."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    if status and status not in STATUSES:
        raise UserError(f"status is {status!r}.{near(status, STATUSES)}")
    asked = select(SUBJECT_REQUESTS).order_by(_COLUMNS.due_at, _COLUMNS.request_id)
    with operating.accounts(settings).connect() as connection:
        rows = connection.execute(asked.where(_COLUMNS.status == status) if status else asked).mappings().all()
    return [_request(row) for row in rows]


def open_request(settings: Settings, viewer: Viewer, kind: str, subjects: Iterable[str], received_at: int | None = None) -> int:
    """Write a request down; it is due 30 days after it was received. Returns its number."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    named = sorted(set(subjects))
    if kind not in KINDS:
        raise UserError(f"kind is {kind!r}.{near(kind, KINDS)}")
    if not named or any("/" not in one for one in named):
        raise UserError("A request names at least one person, as source/number. `manage.py subject search` finds them.")
    received = int(time.time()) if received_at is None else received_at
    row = {"kind": kind, "status": "open", "subjects": named, "received_at": received, "due_at": received + DUE_DAYS * _DAY}
    with operating.accounts(settings).begin() as connection:
        number = connection.execute(insert(SUBJECT_REQUESTS).values(row).returning(_COLUMNS.request_id)).scalar_one()
        _audit(connection, viewer, number, {"kind": kind, "subjects": len(named), "after": "open"})
    return int(number)


def refuse(settings: Settings, viewer: Viewer, request_id: int, reason: str) -> None:
    """Refuse a request, with the reason in writing: an open dispute, a legal hold. While it stands nobody erases these people."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    if len(reason.strip()) < SHORTEST_REASON:
        raise UserError(f"A refusal needs its reason in writing, at least {SHORTEST_REASON} letters: the person has a right to it.")
    answer(settings, viewer, request_id, "refused", reason.strip())


def reopen(settings: Settings, viewer: Viewer, request_id: int) -> None:
    """Take a refusal back: the reason for it is gone."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    _change(settings, viewer, request_id, "refused", {"status": "open", "handled_at": None, "handled_by": None, "reason": ""})


def answer(settings: Settings, viewer: Viewer, request_id: int, status: str, reason: str = "") -> None:
    """Say that an open request was answered, by whom and how."""
    values = {"status": status, "handled_at": int(time.time()), "handled_by": viewer.name, "reason": reason}
    _change(settings, viewer, request_id, "open", values)


def open_for(settings: Settings, request_id: int) -> Request:
    """An open request; UserError when it is answered already."""
    with operating.accounts(settings).connect() as connection:
        found = _request(_row(connection, request_id))
    if found.status != "open":
        raise UserError(f"Request {request_id} is {found.status} already.")
    return found


def refusals(settings: Settings) -> dict[str, str]:
    """The people whom a standing refusal protects from erasure, with its reason."""
    asked = select(_COLUMNS.subjects, _COLUMNS.reason).where(_COLUMNS.status == "refused", _COLUMNS.kind == "erasure")
    with operating.accounts(settings).connect() as connection:
        return {subject: reason for subjects, reason in connection.execute(asked) for subject in subjects}


def _change(settings: Settings, viewer: Viewer, request_id: int, before: str, values: dict[str, Any]) -> None:
    with operating.accounts(settings).begin() as connection:
        held = _row(connection, request_id)
        if held["status"] != before:
            raise UserError(f"Request {request_id} is {held['status']}, not {before}.")
        connection.execute(update(SUBJECT_REQUESTS).where(_COLUMNS.request_id == request_id).values(**values))
        _audit(connection, viewer, request_id, {"before": before, "after": values["status"]})


def _audit(connection: Connection, viewer: Viewer, number: int, detail: dict[str, Any]) -> None:
    audit.append(connection, viewer, Action.SUBJECT_REQUEST, f"request:{number}", detail)


def _row(connection: Connection, request_id: int) -> RowMapping:
    found = connection.execute(select(SUBJECT_REQUESTS).where(_COLUMNS.request_id == request_id)).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no request {request_id}. `manage.py subject requests` lists them.")
    return found


def _request(row: RowMapping) -> Request:
    return Request(**{**row, "subjects": tuple(row["subjects"])})
