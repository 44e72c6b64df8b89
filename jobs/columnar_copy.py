"""Copies tables into a new DuckDB file, as Arrow. Run as a process of its own for SQLite: `python -m jobs.columnar_copy`.

ADBC brings a SQLite of its own. Two in one process drop each other's locks, and the first to close deletes the log under
the other, so a process that has the warehouse open must never load ADBC's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import pyarrow


@dataclass(frozen=True)
class Copied:
    """A table to copy: its columns with their types, and what its rows are sorted by, if anything."""

    name: str
    columns: Mapping[str, str]
    sorted_by: str = ""


def order(database: str, path: str, tables: Sequence[Copied]) -> bytes:
    """What the process is told: the SQLite file to read, the DuckDB file to make, the tables."""
    return json.dumps({"database": database, "path": path, "tables": [asdict(table) for table in tables]}).encode()


def copy_tables(source: Any, path: str, tables: Sequence[Copied]) -> None:
    """Copy from an ADBC connection into a new file."""
    with duckdb.connect(path, config={"threads": 2}) as copy:
        for table in tables:
            _copy(copy, source, table)
        copy.execute("checkpoint")


def _copy(copy: duckdb.DuckDBPyConnection, source: Any, table: Copied) -> None:
    # Types are declared: ADBC guesses those of SQLite from the rows, and an empty table or column has none to guess from.
    copy.execute(f"create table {table.name} ({', '.join(f'{name} {given}' for name, given in table.columns.items())})")
    with source.cursor() as cursor:
        cursor.execute(f"select {', '.join(table.columns)} from {table.name}")
        arriving: pyarrow.RecordBatchReader = cursor.fetch_record_batch()
        copy.register("arriving", arriving)
        copy.execute(f"insert into {table.name} select * from arriving{f' order by {table.sorted_by}' if table.sorted_by else ''}")
        copy.unregister("arriving")


def main() -> None:
    """Wait for one order on standard input and carry it out; nothing on it means that nothing is wanted."""
    import adbc_driver_sqlite.dbapi

    told = sys.stdin.buffer.read()
    if told:
        given = json.loads(told)
        with adbc_driver_sqlite.dbapi.connect(given["database"]) as source:
            copy_tables(source, given["path"], [Copied(**table) for table in given["tables"]])


if __name__ == "__main__":
    main()
