"""The rows that a check finds, now, for somebody who may see them. They are read when asked for and never kept."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden
from dashapp.periods import day_number
from dashapp.table import Column, Source, Table
from queries.bind import Bound
from queries.checks import Offending
from queries.frames import columns_of, frame_of
from queries.grid import Sort, check_block, ordered_by
from queries.grid_filter import conditions
from queries.masking import masked, refuse_masked
from queries.versions import Version
from queries.warehouse import Warehouse


def offending(warehouse: Warehouse, asked: Offending, viewer: Viewer, limit: int | None = None) -> Table:
    """At most `limit` rows (ROW_LIMIT unless given) that a check finds, in the order of their key, masked.

    Checks read every row as it was loaded, without a scope: Forbidden for whoever does not hold quality.view, and for whoever reaches
    some rows only.
    """
    most = warehouse.settings.row_limit if limit is None else limit
    return _found(warehouse, asked, viewer, most)


def offending_block(
    warehouse: Warehouse, asked: Offending, viewer: Viewer, start: int, end: int, sort: Sort = (), where: Mapping[str, Any] | None = None
) -> Table:
    """Rows `start` up to, not including, `end`, as a grid asks for them; source.total_rows is the number of all that match."""
    check_block(start, end)
    refuse_masked(asked.columns, set(where or {}), viewer)
    return _found(warehouse, asked, viewer, end - start, start, sort, where or {})


def _found(
    warehouse: Warehouse,
    asked: Offending,
    viewer: Viewer,
    most: int,
    start: int = 0,
    sort: Sort = (),
    where: Mapping[str, Any] | None = None,
) -> Table:
    viewer.require(Permission.QUALITY_VIEW)
    if viewer.scope.limits():
        raise Forbidden(
            f"The check {asked.name} reads every row of the shop and cannot be limited to your reach, so it is not shown to you."
        )
    # In the order of the key unless one is chosen, which tells nothing of what is masked.
    order = ordered_by(asked.columns, asked.grain, sort, viewer)
    return masked(warehouse.settled(lambda version: _asked(warehouse, asked, version, (most, start), order, where or {})), viewer)


def _asked(warehouse: Warehouse, asked: Offending, version: Version, block: tuple[int, int], order: str, where: Mapping[str, Any]) -> Table:
    began = time.perf_counter()
    matching = _matching(asked, version, where)
    most, start = block
    ordered = f"{matching.text}\norder by {order}"
    paged = f"{ordered}\nlimit :grid_rows offset :grid_start"
    fetched = warehouse.fetch_unpublished(paged, {**matching.values, "grid_rows": most + 1, "grid_start": start}, most, version)
    is_whole = not start and not fetched.truncated
    source = Source(
        name=asked.name,
        sql=ordered,
        values=matching.values,
        version=version.version,
        as_of=version.as_of.isoformat(),
        currency=version.currency,
        milliseconds=(time.perf_counter() - began) * 1000,
        tables=asked.tables,
        total_rows=len(fetched.rows) if is_whole else _counted(warehouse, matching, version),
        truncated=fetched.truncated,
        engine=fetched.engine,
        summary=asked.summary,
    )
    return Table(asked.columns, frame_of(columns_of(fetched.rows, fetched.names, asked.columns), asked.columns), source)


def _matching(asked: Offending, version: Version, where: Mapping[str, Any]) -> Bound:
    """The rows as people read them, those that the filters of a grid leave."""
    found = asked.bound({"as_of_date": version.as_of.isoformat(), "as_of_day": day_number(version.as_of)})
    columns = ", ".join(_shown(column) for column in asked.columns)
    text, values = conditions(where, asked.columns)
    shown = f"select {columns} from (\n{found.text}\n) as offending"
    return Bound(f"select * from (\n{shown}\n) as answer{text}" if text else shown, {**found.values, **values})


def _shown(column: Column) -> str:
    """A column as people read it: what a check counts in cents is money in major units."""
    name = f"offending.{column.name}"
    return f"cast({name} as double precision) / 100 as {column.name}" if column.type == "money" else name


def _counted(warehouse: Warehouse, found: Bound, version: Version) -> int:
    counted = f"select count(*) as held from (\n{found.text}\n) as offending"
    return int(warehouse.fetch_unpublished(counted, found.values, 1, version).rows[0][0])
