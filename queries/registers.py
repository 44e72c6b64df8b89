"""Registers: lists out of a database itself, asked as queries of the library are, but neither cached nor versioned."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, text

from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.errors import UserError, near
from dashapp.settings import Settings
from dashapp.table import Column, Source, Table
from queries import grid_filter
from queries.bind import Bound, bind, refuse_unknown
from queries.catalogue import WAREHOUSE, Query
from queries.frames import columns_of, frame_of
from queries.scope import PREFIX, refuse_given, scope_values
from queries.warehouse import Warehouse

DAY = 24 * 3600
WEEK, MONTH = 7 * DAY, 30 * DAY
RECENT_DAYS = 90


def bound(settings: Settings, asked: Query, params: Mapping[str, Any], viewer: Viewer, *, ordered: bool = True) -> Bound:
    """The statement of a register with its values; the clock, the limits of sessions and the viewer's scope are filled in."""
    refuse_given(params)
    refuse_unknown(params, list(asked.parameters))
    now = int(time.time())
    known = {
        "now": now,
        "opened_after": now - settings.session_hours * 3600,
        "seen_after": now - settings.session_idle_minutes * 60,
        "recently": now - RECENT_DAYS * DAY,
        "today": now - now % DAY,
        "last_week": now - WEEK,
        "next_week": now + WEEK,
        "last_month": now - MONTH,
        **params,
        **_reach(asked, viewer),
    }
    values = {name: value for name, value in known.items() if name in asked.parameters}
    return bind(asked.text if ordered else asked.unordered, asked.parameters, values)


def _reach(asked: Query, viewer: Viewer) -> Mapping[str, Any]:
    """The scope of a register that has one; the pages of the others are closed to a limited reach."""
    has_scope = any(name.startswith(PREFIX) for name in asked.parameters)
    return scope_values(viewer, asked.parameters, f"The list {asked.name}") if has_scope else {}


def conditions(model: Mapping[str, Any], columns: tuple[Column, ...]) -> tuple[str, dict[str, Any]]:
    """The `where` clause of a grid's filters and its values; days of moments become the seconds that they begin and end at."""
    moments = {column.name for column in columns if column.type == "timestamp"}
    translated = {name: _in_seconds(name, given) if name in moments else given for name, given in model.items()}
    numbered = tuple(replace(column, type="integer") if column.name in moments else column for column in columns)
    return grid_filter.conditions(translated, numbered)


def _in_seconds(name: str, given: Any) -> Any:
    """A filter of days as one of seconds. Only what a grid offers for days is understood."""
    first = _begin(name, given, "dateFrom")
    last = _begin(name, given, "dateTo") if isinstance(given, Mapping) and given.get("dateTo") else first
    kinds = {
        "equals": {"type": "inRange", "filter": first, "filterTo": first + DAY - 1},
        "inRange": {"type": "inRange", "filter": first, "filterTo": last + DAY - 1},
        "lessThan": {"type": "lessThan", "filter": first},
        "greaterThan": {"type": "greaterThanOrEqual", "filter": first + DAY},
    }
    kind = given.get("type") if isinstance(given, Mapping) else None
    if kind not in kinds:
        raise UserError(f"The filter of {name!r} is {kind!r}.{near(str(kind), kinds)}")
    return kinds[kind]


def _begin(name: str, given: Any, edge: str) -> int:
    """The second at which a day of a filter begins."""
    value = given.get(edge) if isinstance(given, Mapping) else None
    try:
        day = datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise UserError(f"The filter of {name!r} is {value!r}. It must be a day written YYYY-MM-DD.") from None
    return int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())


def ordered(matching: Bound, order: str, rows: int, start: int = 0) -> Bound:
    """At most `rows` rows from `start` on, in this order."""
    values = {**matching.values, "grid_rows": rows, "grid_start": start}
    return Bound(f"{matching.text}\norder by {order}\nlimit :grid_rows offset :grid_start", values)


def counted(warehouse: Warehouse, asked: Query, matching: Bound) -> dict[str, Any]:
    """How many rows a statement has."""
    with _engine(warehouse.settings, asked).connect() as connection:
        if not _is_there(connection, asked):
            return {"total_rows": 0}
        total = connection.execute(text(f"select count(*) from (\n{matching.text}\n) as answer"), matching.values).scalar_one()
    return {"total_rows": total}


def table(warehouse: Warehouse, asked: Query, statement: Bound, total_rows: int | None = None) -> Table:
    """The answer, unmasked. Moments, which the accounts database keeps as seconds since 1970, become text in UTC.

    A register of the warehouse is empty before the first load.
    """
    began = time.perf_counter()
    names, rows = [column.name for column in asked.columns], []
    with _engine(warehouse.settings, asked).connect() as connection:
        if _is_there(connection, asked):
            answer = connection.execute(text(statement.text), statement.values)
            names, rows = list(answer.keys()), [tuple(row) for row in answer]
    values = [_readable(found, column) for found, column in zip(columns_of(rows, names, asked.columns), asked.columns, strict=True)]
    milliseconds = (time.perf_counter() - began) * 1000
    warehouse.latency.note(asked.name, milliseconds)
    source = Source(
        name=asked.name,
        sql=statement.text,
        values=statement.values,
        version=0,
        as_of=datetime.datetime.now(datetime.UTC).date().isoformat(),
        currency="",
        milliseconds=milliseconds,
        tables=asked.tables,
        total_rows=len(rows) if total_rows is None else total_rows,
        truncated=total_rows is not None and len(rows) < total_rows,
        engine=asked.database,
        summary=asked.summary,
    )
    return Table(asked.columns, frame_of(values, asked.columns), source)


def _engine(settings: Settings, asked: Query) -> Engine:
    return warehouse_engine(settings) if asked.database == WAREHOUSE else accounts_engine(settings)


def _is_there(connection: Connection, asked: Query) -> bool:
    """Whether the tables of a register exist: the warehouse has none before the first load."""
    return asked.database != WAREHOUSE or all(connection.dialect.has_table(connection, name) for name in asked.tables)


def _readable(values: list[Any], column: Column) -> list[Any]:
    if column.type != "timestamp":
        return values
    return [
        None if value is None else datetime.datetime.fromtimestamp(value, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S") for value in values
    ]
