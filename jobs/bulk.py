"""Bulk: Arrow batches into a table of the warehouse, within the caller's transaction, as fast as each engine takes them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow
import pyarrow.csv
from sqlalchemy.engine import Connection

BATCH_ROWS = 50_000
# SQLite counts KiB when negative.
_CACHE, _USUAL_CACHE = -131_072, -2_000


@contextmanager
def room(connection: Connection) -> Iterator[None]:
    """Give SQLite room for the pages of large tables and their indexes meanwhile."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(f"pragma cache_size = {_CACHE}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"pragma cache_size = {_USUAL_CACHE}")


def insert(connection: Connection, table: str, arriving: pyarrow.RecordBatchReader) -> int:
    """Insert every batch; the batches' columns are columns of the table. Returns the number of rows."""
    columns = ", ".join(arriving.schema.names)
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        return _executed(cursor, f"insert into {table} ({columns}) values ", arriving)  # noqa: S608 names are those of jobs.raw
    with cursor, cursor.copy(f"copy {table} ({columns}) from stdin (format csv)") as copy:
        return _copied(_Sink(copy), arriving)


def _executed(cursor: Any, statement: str, arriving: pyarrow.RecordBatchReader) -> int:
    """ADBC would take half the time, but its SQLite may not be loaded where the warehouse is open: see jobs.columnar_copy."""
    places, rows = f"({', '.join('?' * len(arriving.schema))})", 0
    for batch in arriving:
        cursor.executemany(statement + places, zip(*(column.to_pylist() for column in batch.columns), strict=True))
        rows += batch.num_rows
    return rows


class _Sink(io.RawIOBase):
    """Where a CSV writer writes to reach a COPY."""

    def __init__(self, copy: Any) -> None:
        self._copy = copy

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._copy.write(bytes(part))
        return len(part)


def _copied(sink: _Sink, arriving: pyarrow.RecordBatchReader) -> int:
    # With every value in quotes only what is missing stands bare, and COPY reads just that as null.
    options, rows = pyarrow.csv.WriteOptions(include_header=False, quoting_style="all_valid"), 0
    with pyarrow.csv.CSVWriter(sink, arriving.schema, write_options=options) as writer:
        for batch in arriving:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows
