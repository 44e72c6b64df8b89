"""The rows that a check finds, now, for somebody who may see them. They are read when asked for and never kept."""

from __future__ import annotations

import time

from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden
from dashapp.periods import day_number
from dashapp.table import Column, Source, Table
from queries.bind import Bound
from queries.catalogue import Query
from queries.checks import bound_rows, check
from queries.frames import columns_of, frame_of
from queries.masking import masked
from queries.versions import Version
from queries.warehouse import Warehouse


def offending(warehouse: Warehouse, name: str, viewer: Viewer, limit: int | None = None) -> Table:
    """At most `limit` rows (ROW_LIMIT unless given) that a check finds, in the order of their key, masked.

    Checks read every row as it was loaded, without a scope: Forbidden for whoever does not hold quality.view, and for whoever reaches
    some rows only.
    """
    viewer.require(Permission.QUALITY_VIEW)
    if viewer.scope.limits():
        raise Forbidden(f"The check {name} reads every row of the shop and cannot be limited to your reach, so it is not shown to you.")
    most = warehouse.settings.row_limit if limit is None else limit
    return masked(warehouse.settled(lambda version: _asked(warehouse, check(name).query, version, most)), viewer)


def _asked(warehouse: Warehouse, asked: Query, version: Version, most: int) -> Table:
    began = time.perf_counter()
    found = bound_rows(asked, {"as_of_date": version.as_of.isoformat(), "as_of_day": day_number(version.as_of)})
    # In the order of the key, which tells nothing of what is masked.
    columns = ", ".join(_shown(column) for column in asked.columns)
    ordered = f"select {columns} from (\n{found.text}\n) as offending order by {', '.join(asked.grain)}"
    fetched = warehouse.fetch_unpublished(ordered, found.values, most, version)
    source = Source(
        name=asked.name,
        sql=ordered,
        values=found.values,
        version=version.version,
        as_of=version.as_of.isoformat(),
        currency=version.currency,
        milliseconds=(time.perf_counter() - began) * 1000,
        tables=asked.tables,
        total_rows=_counted(warehouse, found, version) if fetched.truncated else len(fetched.rows),
        truncated=fetched.truncated,
        engine=fetched.engine,
        summary=asked.summary,
    )
    return Table(asked.columns, frame_of(columns_of(fetched.rows, fetched.names, asked.columns), asked.columns), source)


def _shown(column: Column) -> str:
    """A column as people read it: what a check counts in cents is money in major units."""
    name = f"offending.{column.name}"
    return f"cast({name} as double precision) / 100 as {column.name}" if column.type == "money" else name


def _counted(warehouse: Warehouse, found: Bound, version: Version) -> int:
    counted = f"select count(*) as held from (\n{found.text}\n) as offending"
    return int(warehouse.fetch_unpublished(counted, found.values, 1, version).rows[0][0])
