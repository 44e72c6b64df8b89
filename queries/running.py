"""Running a query of the library with parameters of one's own: read-only, within one's reach, masked, written down."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert

from dashapp.auth.audit import Action, record
from dashapp.auth.permissions import Permission
from dashapp.auth.secured import require
from dashapp.auth.viewer import Viewer
from dashapp.db.catalogue import QUERY_RUNS
from dashapp.db.engines import accounts_engine
from dashapp.filters import DIMENSIONS
from dashapp.settings import Settings
from dashapp.table import Table
from queries.catalogue import Query
from queries.command_line import query_answer
from queries.desk import Desk
from queries.masking import without_addresses
from queries.reach import require_query
from queries.scope import PREFIX
from queries.supplied import LISTS, SUPPLIED

_DATED = ("day_from", "date_from", "calendar_day_from", "calendar_date_from")
Pairs = Sequence[tuple[str, str]]


def fields_of(asked: Query) -> tuple[str, ...]:
    """What somebody may give a query: the page filters that it knows, then its own parameters."""
    days = ("from", "to") if set(_DATED) & set(asked.parameters) else ()
    others = [name for name in ("basis", "currency") if name in asked.parameters]
    dimensions = [name for name in DIMENSIONS if LISTS[name] in asked.parameters]
    own = [name for name in asked.parameters if not name.startswith(PREFIX) and name not in SUPPLIED and name not in dimensions]
    return (*days, *others, *dimensions, *own)


def run_query(desk: Desk, viewer: Viewer, name: str, pairs: Pairs, limit: int | None = None) -> Table:
    """The answer, at most `limit` rows, ROW_LIMIT unless given.

    Forbidden without sql.run, for a query that no page shows to the viewer, and where a limited reach cannot be expressed.
    """
    require(viewer, Permission.SQL_RUN, f"query:{name}")
    require_query(desk.pages, viewer, name)
    most = desk.settings.row_limit if limit is None else limit
    found = query_answer(desk.warehouse, name, [f"{key}={value}" for key, value in pairs], viewer, limit=most)
    given = {key: without_addresses(value) for key, value in pairs}
    record(desk.settings, viewer, Action.SQL_RUN, f"query:{name}", {"given": given, "rows": found.source.total_rows})
    keep_run(desk.settings, viewer, name, found)
    return found


def keep_run(settings: Settings, viewer: Viewer, name: str, found: Table) -> None:
    """Remember how long the last run of a query took."""
    row: Mapping[str, object] = {
        "name": name,
        "ran_at": int(time.time()),
        "ran_by": viewer.name,
        "milliseconds": found.source.milliseconds,
        "rows": found.source.total_rows,
        "engine": found.source.engine,
    }
    with accounts_engine(settings).begin() as connection:
        connection.execute(delete(QUERY_RUNS).where(QUERY_RUNS.c.name == name))
        connection.execute(insert(QUERY_RUNS).values(**row))
