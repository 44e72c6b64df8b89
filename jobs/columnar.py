"""The columnar copy: every published table in one DuckDB file named by the version. A cache that may be deleted at any time."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import adbc_driver_manager
import duckdb
import pyarrow
from sqlalchemy import Text
from sqlalchemy.engine import make_url

from dashapp.settings import Settings
from jobs import raw
from jobs.build_plan import plan
from jobs.build_tables import BY_PYTHON
from queries.columnar import copy_path
from queries.versions import Version

SORTED_BY = {"fct_sales_events": "event_day, event_key", "fct_orders": "order_day, order_key"}
_FAILURES = (duckdb.Error, adbc_driver_manager.Error, pyarrow.ArrowException, OSError, ValueError)
_log = logging.getLogger(__name__)


def publish(settings: Settings, version: Version) -> Path | None:
    """Copy the published tables of a version; None, and a line in the log, when that fails: the warehouse answers as well."""
    path = copy_path(settings.var_dir, version.version)
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        _write(settings, version, unfinished)
        unfinished.replace(path)
        _point_to(path)
        _forget_older(path)
        return path
    except _FAILURES as error:
        _log.exception("The columnar copy of version %s was not made (%s); pages read the warehouse itself.", version.version, error)
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        return None


def withdraw(settings: Settings) -> None:
    """Remove every copy, when nothing is published any more."""
    for path in copy_path(settings.var_dir, 0).parent.glob("*"):
        path.unlink(missing_ok=True)


def current(settings: Settings) -> Path | None:
    """The copy that the pointer names, when it is there."""
    pointer = copy_path(settings.var_dir, 0).parent / "current"
    path = pointer.with_name(pointer.read_text().strip()) if pointer.exists() else None
    return path if path and path.exists() else None


def _write(settings: Settings, version: Version, path: Path) -> None:
    with duckdb.connect(str(path), config={"threads": 2}) as copy, _source(settings) as source:
        for table, columns in _columns(version).items():
            _copy_table(copy, source, table, columns)
        copy.execute("checkpoint")


def _columns(version: Version) -> dict[str, Mapping[str, str]]:
    """The tables to copy with the types of their columns; readers know the version by its row in warehouse_versions."""
    made = {step.name: step.columns for step in plan(BY_PYTHON) if step.name in version.row_counts}
    versions = {column.name: "text" if isinstance(column.type, Text) else "bigint" for column in raw.versions.columns}
    return {**made, raw.versions.name: versions}


def _copy_table(copy: duckdb.DuckDBPyConnection, source: Any, table: str, columns: Mapping[str, str]) -> None:
    # Types are declared: ADBC guesses those of SQLite from the rows, and an empty table or column has none to guess from.
    copy.execute(f"create table {table} ({', '.join(f'{name} {given}' for name, given in columns.items())})")
    order = f" order by {SORTED_BY[table]}" if table in SORTED_BY else ""
    with source.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)} from {table}")
        copy.register("arriving", cursor.fetch_record_batch())
        copy.execute(f"insert into {table} select * from arriving{order}")
        copy.unregister("arriving")


@contextlib.contextmanager
def _source(settings: Settings) -> Iterator[Any]:
    url = make_url(settings.warehouse_url)
    if url.get_backend_name() == "sqlite":
        import adbc_driver_sqlite.dbapi as driver

        connection = driver.connect(url.database)
    else:
        import adbc_driver_postgresql.dbapi as driver  # type: ignore[no-redef]

        connection = driver.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    with connection:
        yield connection


def _point_to(path: Path) -> None:
    pointer = path.with_name("current.part")
    pointer.write_text(path.name + "\n")
    pointer.replace(path.with_name("current"))


def _forget_older(path: Path) -> None:
    """Keep this copy and the one before; a reader that has an older one open keeps it until it closes."""
    copies = sorted(path.parent.glob("v*.duckdb"), key=lambda other: int(other.stem[1:]))
    for other in copies[:-2]:
        other.unlink(missing_ok=True)
        Path(f"{other}.wal").unlink(missing_ok=True)
