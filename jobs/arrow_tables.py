"""Tables of a SQLite file in DuckDB, as Arrow through the process of jobs.bulk_process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow

from jobs.bulk_connection import BulkConnection

_TYPED = {"text": "''", "bigint": "0", "double precision": "0.0"}


def create(duck: duckdb.DuckDBPyConnection, made: str, columns: Mapping[str, str]) -> None:
    """Make a table without rows. made: `table NAME` or `temp table NAME`; columns: type by name."""
    duck.execute(f"create {made} ({', '.join(f'{name} {given}' for name, given in columns.items())})")


def receive(duck: duckdb.DuckDBPyConnection, process: BulkConnection, table: str, columns: Mapping[str, str]) -> None:
    """Fill a table with these columns of SQLite's table of that name."""
    # ADBC takes a column's type from the first rows, which may all lack it: so a row goes first that lacks nothing.
    typed = ", ".join(f"{_TYPED[given]} as {name}" for name, given in columns.items())
    listed = ", ".join(columns)
    rows = f"select 1 as is_first, {typed} union all select 0, {listed} from {table}"  # noqa: S608 names are declared ones
    with process.conversation, arriving(duck, process.read(rows)):
        duck.execute(f"insert into {table} select {listed} from arriving where is_first = 0")  # noqa: S608 names are declared ones


@contextmanager
def arriving(duck: duckdb.DuckDBPyConnection, rows: pyarrow.Table | pyarrow.RecordBatchReader) -> Iterator[None]:
    """Let rows be read under the name `arriving`."""
    duck.register("arriving", rows)
    yield
    duck.unregister("arriving")
