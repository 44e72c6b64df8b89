"""Profiles: of every column of every table that has rows how full it is, how many values it has, and which.

No value is kept of a column that tells who somebody is, nor of one that holds identifiers: counts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from dashapp.db.quality import QUALITY_COLUMNS, QUALITY_RUNS
from jobs import raw
from jobs.quality.outcome import FAIL, PASS, WARN, Outcome
from jobs.quality.relations import Relations
from jobs.quality.rules import CONDITIONS
from jobs.shop_tables import shop_tables
from queries.declared import DeclaredTable, declared_tables
from queries.profiles import MOST_FOR_TOP, ProfiledColumn, counts, distinct, top
from queries.row_rules import Place

Profile = dict[str, Any]


def profiles(held: Relations, outcomes: Iterable[Outcome], before: Mapping[tuple[str, str], Profile]) -> list[Profile]:
    """One profile a column, table by table. before: the profiles of the last run whose data was another, by table and column."""
    ran = _times_checked(outcomes)
    found = []
    for table, columns in _columns().items():
        held.bring([counts(columns)])
        for profile in _profiles(held, table, columns):
            place = (table.name, profile["column_name"])
            old = before.get(place, {})
            compared = {f"{name}_before": old.get(column) for name, column in _COMPARED.items()}
            found.append({**profile, **compared, "checks_run": ran.get(place, 0)})
    return found


def profiles_before(engine: Engine, version: int) -> dict[tuple[str, str], Profile]:
    """The profiles of the last run that looked at another version than this."""
    columns = QUALITY_COLUMNS.c
    other = select(QUALITY_RUNS.c.run_id).where(QUALITY_RUNS.c.warehouse_version != version)
    last = select(func.max(columns.run_id)).where(columns.run_id.in_(other)).scalar_subquery()
    with engine.connect() as connection:
        rows = connection.execute(select(QUALITY_COLUMNS).where(columns.run_id == last)).mappings()
        return {(row["table_name"], row["column_name"]): dict(row) for row in rows}


_COMPARED = {"held": "held", "nulls": "nulls", "distinct": "distinct_values"}


def _columns() -> dict[DeclaredTable, list[ProfiledColumn]]:
    """The columns of every declared table that the raw layer holds."""
    found = {}
    for table in declared_tables().values():
        there = shop_tables().get(table.name, raw.metadata.tables.get(table.raw_name))
        condition = CONDITIONS.get(table.name, "")
        found[table] = [
            ProfiledColumn(Place(table.raw_name, column.name, condition), not column.tag and column.type != "id")
            for column in table.columns
            if there is not None and column.name in there.columns
        ]
    return {table: columns for table, columns in found.items() if columns}


def _profiles(held: Relations, table: DeclaredTable, columns: list[ProfiledColumn]) -> Iterator[Profile]:
    [(rows, *stated)] = held.rows(counts(columns), {})
    for column, given, least, greatest in zip(columns, stated[::3], stated[1::3], stated[2::3], strict=True) if rows else ():
        [(values,)] = held.rows(distinct(column), {})
        frequent = held.rows(top(column), {}) if column.shows_values and values <= MOST_FOR_TOP else []
        yield {
            "table_name": table.name,
            "column_name": column.place.column,
            "held": int(rows),
            "nulls": int(rows - given),
            "distinct_values": int(values),
            "least": _written(least),
            "greatest": _written(greatest),
            "top": [[_written(value), int(times)] for value, times in frequent] or None,
        }


def _written(value: Any) -> str | None:
    return None if value is None else str(value)[:200]


def _times_checked(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], int]:
    """How many checks ran, whatever they found, over each column."""
    ran = (outcome.measure for outcome in outcomes if outcome.status in (PASS, WARN, FAIL))
    times: dict[tuple[str, str], int] = {}
    for place in chain.from_iterable(((measure.table, column) for column in measure.columns) for measure in ran):
        times[place] = times.get(place, 0) + 1
    return times
