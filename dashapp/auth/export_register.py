"""The export register: every download has a row, and a large one waits in it until a second person has decided.

Nothing that was exported is kept. An approved request is run again by whoever asked, once, with what they may see then.
"""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass, fields
from typing import Any

import pandas
from sqlalchemy import Connection, Engine, RowMapping, Select, insert, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.accounts import USERS
from dashapp.db.exports import EXPORT_REGISTER, STATUSES
from dashapp.errors import Forbidden, NotFound, UserError, near
from dashapp.table import Column, Source, Table

LAPSES_AFTER = 7 * 24 * 3600
MOST_LISTED = 1_000
_C = EXPORT_REGISTER.c


@dataclass(frozen=True)
class Export:
    """What is downloaded: a card or a page, its filters as a query string, the card's own filters and order, and what that gives."""

    subject: str
    search: str
    grid: str
    format: str
    rows: int
    columns: tuple[str, ...]
    masked_tags: tuple[str, ...]
    sensitivity: str
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """A row of the register: who asked for what, and how that stands."""

    number: int
    user_id: int
    status: str
    export: Export


COLUMNS = (
    Column("number", "Number", "id"),
    Column("asked_at", "Asked at (UTC)", "timestamp"),
    Column("user_name", "Who", "text"),
    Column("subject", "Card or page", "text"),
    Column("search", "Filters", "text"),
    Column("format", "Format", "text"),
    Column("rows", "Rows", "integer"),
    Column("columns", "Columns", "text"),
    Column("masked_tags", "Masked", "text"),
    Column("sensitivity", "Sensitivity", "text"),
    Column("reason", "Reason", "text"),
    Column("status", "Status", "text"),
    Column("decided_by_name", "Decided by", "text"),
    Column("decided_at", "Decided at (UTC)", "timestamp"),
    Column("done_at", "Downloaded at (UTC)", "timestamp"),
)


def note(engine: Engine, viewer: Viewer, export: Export) -> int:
    """Enter a download that happens now, and audit it: its number."""
    with engine.begin() as connection:
        number = _insert(connection, viewer, export, "done", done_at=int(time.time()))
        _audit(connection, viewer, Action.EXPORTED, number, export)
    return number


def request(engine: Engine, viewer: Viewer, export: Export) -> int:
    """Enter a download that waits for a second person: its number."""
    with engine.begin() as connection:
        number = _insert(connection, viewer, export, "waiting")
        _audit(connection, viewer, Action.EXPORT_REQUESTED, number, export)
    return number


def listed(engine: Engine, viewer: Viewer, status: str = "", limit: int = MOST_LISTED) -> Table:
    """The newest entries: of everybody for those who approve, else the viewer's own."""
    if status and status not in STATUSES:
        raise UserError(f"The status is {status!r}.{near(status, STATUSES)}")
    with engine.begin() as connection:
        _expire(connection)
        rows = [_shown(row) for row in connection.execute(_chosen(viewer, status).limit(limit)).mappings()]
    now = _moment(int(time.time())) or ""
    source = Source("export register", "", {}, 0, now, "", 0.0, (EXPORT_REGISTER.name,), len(rows), len(rows) == limit, engine.dialect.name)
    return Table(COLUMNS, pandas.DataFrame(rows, columns=[column.name for column in COLUMNS], dtype=object), source)


def approve(engine: Engine, number: int, viewer: Viewer) -> None:
    """Agree to a request of somebody else."""
    _decide(engine, number, viewer, "approved", Action.EXPORT_APPROVED)


def refuse(engine: Engine, number: int, viewer: Viewer) -> None:
    """Refuse a request of somebody else."""
    _decide(engine, number, viewer, "refused", Action.EXPORT_REFUSED)


def approved(engine: Engine, number: int, viewer: Viewer) -> Entry:
    """An approved request of the viewer's own; NotFound for anybody else's, UserError when it is not approved (any more)."""
    with engine.begin() as connection:
        _expire(connection)
        entry = _held(connection, number)
    if entry.user_id != viewer.user_id:
        raise _unknown(number)
    _require(entry, "approved")
    return entry


def use(engine: Engine, entry: Entry, viewer: Viewer, export: Export) -> None:
    """Use an approval up, and audit what it gave; UserError when it was used meanwhile."""
    values = {**_given(export), "status": "done", "done_at": int(time.time())}
    with engine.begin() as connection:
        used = update(EXPORT_REGISTER).where(_C.number == entry.number, _C.status == "approved").values(**values)
        if connection.execute(used).rowcount != 1:
            raise _spent(entry.number, "done")
        _audit(connection, viewer, Action.EXPORTED, entry.number, export)


def _decide(engine: Engine, number: int, viewer: Viewer, status: str, action: Action) -> None:
    viewer.require(Permission.EXPORTS_APPROVE)
    with engine.begin() as connection:
        _expire(connection)
        entry = _held(connection, number)
        if entry.user_id == viewer.user_id:
            raise Forbidden(f"Export {number} is your own request: somebody else decides it.")
        _require(entry, "waiting")
        values = {"status": status, "decided_by": viewer.user_id, "decided_at": int(time.time())}
        decided = update(EXPORT_REGISTER).where(_C.number == number, _C.status == "waiting").values(**values)
        if connection.execute(decided).rowcount != 1:
            raise UserError(f"Export {number} was decided meanwhile.")
        audit.append(connection, viewer, action, f"export:{number}", {"requester": entry.user_id, "rows": entry.export.rows})


def _expire(connection: Connection) -> None:
    """Requests that nobody decided and approvals that nobody used lapse after a week."""
    before = int(time.time()) - LAPSES_AFTER
    for status, moment in (("waiting", _C.asked_at), ("approved", _C.decided_at)):
        lapsed = (_C.status == status) & (moment < before)
        connection.execute(update(EXPORT_REGISTER).where(lapsed).values(status="expired"))


def _insert(connection: Connection, viewer: Viewer, export: Export, status: str, **more: Any) -> int:
    row = {"user_id": viewer.user_id, "user_name": viewer.name, "asked_at": int(time.time()), "status": status}
    values = row | _given(export) | {"search": export.search, "grid": export.grid, "subject": export.subject, "reason": export.reason}
    added = insert(EXPORT_REGISTER).values(**values, **more).returning(_C.number)
    return int(connection.execute(added).scalar_one())


def _given(export: Export) -> dict[str, Any]:
    """What an export turned out to be."""
    lists = {"columns": list(export.columns), "masked_tags": list(export.masked_tags)}
    return {"format": export.format, "rows": export.rows, "sensitivity": export.sensitivity, **lists}


def _audit(connection: Connection, viewer: Viewer, action: Action, number: int, export: Export) -> None:
    detail = {"number": number, "sensitivity": export.sensitivity, "masked": export.masked_tags, "columns": export.columns}
    audit.append(connection, viewer, action, export.subject, detail | {"format": export.format, "rows": export.rows})


def _held(connection: Connection, number: int) -> Entry:
    row = connection.execute(select(EXPORT_REGISTER).where(_C.number == number)).mappings().one_or_none()
    if row is None:
        raise _unknown(number)
    return _entry(row)


def _chosen(viewer: Viewer, status: str) -> Select[Any]:
    deciders = USERS.alias("deciders")
    joined = EXPORT_REGISTER.outerjoin(deciders, deciders.c.user_id == _C.decided_by)
    chosen = select(EXPORT_REGISTER, deciders.c.name.label("decided_by_name")).select_from(joined).order_by(_C.number.desc())
    if status:
        chosen = chosen.where(_C.status == status)
    return chosen if viewer.may(Permission.EXPORTS_APPROVE) else chosen.where(_C.user_id == viewer.user_id)


def _entry(row: RowMapping) -> Entry:
    given: dict[str, Any] = {item.name: row[item.name] for item in fields(Export)}
    lists = {name: tuple(given[name]) for name in ("columns", "masked_tags")}
    return Entry(row["number"], row["user_id"], row["status"], Export(**{**given, **lists}))


def _shown(row: RowMapping) -> list[Any]:
    """A row as the list shows it: lists as words, moments as text in UTC."""
    moments = {name: _moment(row[name]) for name in ("asked_at", "decided_at", "done_at")}
    words = {name: ", ".join(row[name]) for name in ("columns", "masked_tags")}
    return [(moments | words).get(column.name, row.get(column.name)) for column in COLUMNS]


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


def _require(entry: Entry, status: str) -> None:
    if entry.status != status:
        raise _spent(entry.number, entry.status)


def _unknown(number: int) -> NotFound:
    return NotFound(f"There is no export {number}.")


def _spent(number: int, status: str) -> UserError:
    words = {"done": "has been used", "waiting": "still waits for a second person", "approved": "is approved already"}
    words |= {"refused": "was refused", "expired": "has lapsed: ask again"}
    return UserError(f"Export {number} {words[status]}.")
