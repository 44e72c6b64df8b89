"""Tables of a SQLite file in DuckDB, as Arrow through the process of jobs.bulk_process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow

from jobs.bulk_connection import BulkConnection

_TYPED = {"text": "''", "bigint": "0", "double precision": "0.0"}


def receive(duck: duckdb.DuckDBPyConnection, process: BulkConnection, made: str, columns: Mapping[str, str], source: str) -> bool:
    """Make a table of columns of one of SQLite's; whether there are rows.

    made: `table NAME` or `temp table NAME`; columns: type by name.
    """
    duck.execute(f"create {made} ({', '.join(f'{name} {given}' for name, given in columns.items())})")
    # Most tables of a shop that has only orders are empty.
    if not process.ask(do="run", statement=f"select exists (select 1 from {source})", values=[])["rows"][0][0]:  # noqa: S608 names are declared ones
        return False
    # ADBC takes a column's type from the first rows, which may all lack it: so a row goes first that lacks nothing.
    typed = ", ".join(f"{_TYPED[given]} as {name}" for name, given in columns.items())
    listed = ", ".join(columns)
    rows = f"select 1 as is_first, {typed} union all select 0, {listed} from {source}"  # noqa: S608 names are declared ones
    with process.conversation, arriving(duck, process.read(rows)):
        duck.execute(f"insert into {made.rsplit(maxsplit=1)[-1]} select {listed} from arriving where is_first = 0")  # noqa: S608 names are declared ones
    return True


@contextmanager
def arriving(duck: duckdb.DuckDBPyConnection, rows: pyarrow.Table | pyarrow.RecordBatchReader) -> Iterator[None]:
    """Let rows be read under the name `arriving`."""
    duck.register("arriving", rows)
    yield
    duck.unregister("arriving")
