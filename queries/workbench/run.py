"""Running a statement of somebody's own: once at a time in a process, capped, timed, masked and written down."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import pandas

from dashapp.auth.audit import Action, record
from dashapp.auth.masking import MARK
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden, TallyroomError, UserError
from dashapp.table import Column, Source, Table
from queries.desk import Desk
from queries.masking import without_addresses
from queries.reader import Fetched
from queries.versions import Version
from queries.workbench.expense import require_affordable
from queries.workbench.statement import Statement, checked

SUBJECT = "workbench"
LONGEST_KEPT = 4_000
_BUSY = threading.BoundedSemaphore(1)


def run_own(desk: Desk, viewer: Viewer, text: str, limit: int | None = None) -> Table:
    """The answer of a SELECT, at most `limit` rows, ROW_LIMIT unless given.

    Forbidden without sql.run, for a limited reach, and where masked columns choose rows; UserError for everything that is not allowed
    or too expensive; QueryTimeout after QUERY_TIMEOUT_SECONDS.
    """
    most = desk.settings.row_limit if limit is None else limit
    kept = {"text": without_addresses(text)[:LONGEST_KEPT]}
    try:
        _require_whole(viewer)
        statement = checked(text, viewer)
        found = desk.warehouse.settled(lambda version: _fetched(desk, statement, version, most))
    except TallyroomError as error:
        record(desk.settings, viewer, Action.SQL_RUN, SUBJECT, {**kept, "refused": type(error).__name__})
        raise
    detail = {**kept, "tables": list(statement.tables), "rows": len(found.frame), "masked": sorted(statement.masked)}
    record(desk.settings, viewer, Action.SQL_RUN, SUBJECT, detail)
    return found


def _require_whole(viewer: Viewer) -> None:
    viewer.require(Permission.SQL_RUN)
    if viewer.scope.limits():
        raise Forbidden("Your reach is limited, and what somebody writes themselves cannot be held to it. Use the pages.")


def _fetched(desk: Desk, statement: Statement, version: Version, most: int) -> Table:
    if not _BUSY.acquire(blocking=False):
        raise UserError("Somebody else's statement is running. Try again in a moment.")
    try:
        require_affordable(desk.warehouse, statement, version)
        began = time.perf_counter()
        found = desk.warehouse.fetch(statement.text, {}, most, version)
        return _table(statement, found, version, (time.perf_counter() - began) * 1000)
    except TallyroomError:
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("sqlite3", "psycopg", "duckdb"):
            raise
        raise UserError(f"The database could not run it: {type(error).__name__}. Look at types and names.") from None
    finally:
        _BUSY.release()


def _table(statement: Statement, found: Fetched, version: Version, milliseconds: float) -> Table:
    names = list(statement.columns)
    values = {name: [_plain(row[at]) for row in found.rows] for at, name in enumerate(names)}
    columns = tuple(_column(name, values[name], statement) for name in names)
    shown = {name: [MARK] * len(found.rows) if name in statement.masked else values[name] for name in names}
    frame = pandas.DataFrame({name: pandas.Series(shown[name], dtype=object) for name in names}, columns=names)
    source = Source(
        name=SUBJECT,
        sql=statement.text,
        values={},
        version=version.version,
        as_of=version.as_of.isoformat(),
        currency=version.currency,
        milliseconds=milliseconds,
        tables=statement.tables,
        total_rows=len(found.rows),
        truncated=found.truncated,
        engine=found.engine,
        summary="A SELECT of somebody's own.",
    )
    return Table(columns, frame, source)


def _column(name: str, values: Sequence[Any], statement: Statement) -> Column:
    """The column, its type told by its values. Of several tags behind it the first stands for all in the export policy."""
    held = [value for value in values if value is not None]
    kind = "text"
    if held and name not in statement.masked:
        kind = "integer" if all(isinstance(value, int) for value in held) else "decimal" if _are_numbers(held) else "text"
    tag = next(iter(sorted(statement.columns[name], key=_gravest)), "")
    return Column(name, name.replace("_", " ").capitalize(), kind, tag=tag)


def _gravest(tag: str) -> tuple[bool, str]:
    return tag in ("cost", "margin"), tag


def _are_numbers(values: Sequence[Any]) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _plain(value: Any) -> Any:
    """Decimals of PostgreSQL as numbers, whatever else is no number as text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return float(value) if hasattr(value, "as_tuple") else str(value)
