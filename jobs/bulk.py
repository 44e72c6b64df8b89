"""Bulk: Arrow batches into a table of the warehouse, within the caller's transaction, as fast as each engine takes them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import pyarrow
import pyarrow.csv
from sqlalchemy.engine import Connection, Engine

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from jobs.bulk_connection import BulkConnection, bulk_engine

BATCH_ROWS = 50_000


@contextmanager
def bulk_writer(settings: Settings) -> Iterator[Engine]:
    """An engine of the warehouse for many rows. For SQLite that is another process, which begins to start at once."""
    usual = warehouse_engine(settings)
    if usual.dialect.name != "sqlite":
        yield usual
        return
    with bulk_engine(Path(usual.url.database or "").absolute()) as engine:
        yield engine


def empty_log(settings: Settings, how: Literal["passive", "truncate"]) -> None:
    """Take what is in SQLite's log into its file, which takes the disk as long as the log is large. Another engine has no such log.

    how: "passive" beside others who write, "truncate" when they have written, which gives the disk space back.
    """
    engine = warehouse_engine(settings)
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as held, closing(held.cursor()) as cursor:
            cursor.execute(f"pragma wal_checkpoint({how})")


def sqlite_process(connection: Connection) -> BulkConnection:
    """The other process, of a connection that bulk_writer opened on SQLite."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, BulkConnection):
        raise TypeError("This connection was not opened by jobs.bulk.bulk_writer.")
    return driver


def insert(connection: Connection, table: str, arriving: pyarrow.RecordBatchReader) -> int:
    """Insert every batch; the batches' columns are columns of the table. Returns the number of rows."""
    if connection.dialect.name == "sqlite":
        return sqlite_process(connection).insert(table, arriving)
    columns = ", ".join(arriving.schema.names)
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f"copy {table} ({columns}) from stdin (format csv)") as copy:
        return _copied(_Sink(copy), arriving)


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
