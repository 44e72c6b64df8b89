"""Copies the published tables of PostgreSQL into a new DuckDB file, as Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
from sqlalchemy import Text
from sqlalchemy.engine import URL

from jobs import raw
from jobs.build_plan import Step

# What the rows of a table lie in the order of, so that a range of days is found together.
SORTED_BY = {"fct_sales_events": "event_day, event_key", "fct_orders": "order_day, order_key"}
# Readers know the version by its row.
VERSIONS = {column.name: "text" if isinstance(column.type, Text) else "bigint" for column in raw.versions.columns}


def copy_published(url: URL, path: Path, steps: Iterable[Step]) -> None:
    """Copy the tables of these steps, and the versions, into a new file."""
    # Imported here because it brings pandas, which takes longer than all else that a small build on SQLite imports.
    import adbc_driver_postgresql.dbapi as postgresql

    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with postgresql.connect(address) as source, duckdb.connect(str(path), config={"threads": 2}) as copy:
        for step in steps:
            _copy(copy, source, step.name, step.columns)
        _copy(copy, source, raw.versions.name, VERSIONS)
        copy.execute("checkpoint")


def _copy(copy: duckdb.DuckDBPyConnection, source: Any, table: str, columns: Mapping[str, str]) -> None:
    copy.execute(f"create table {table} ({', '.join(f'{name} {given}' for name, given in columns.items())})")
    with source.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)} from {table}")
        arriving: pyarrow.RecordBatchReader = cursor.fetch_record_batch()
        copy.register("arriving", arriving)
        copy.execute(f"insert into {table} select * from arriving{f' order by {SORTED_BY[table]}' if table in SORTED_BY else ''}")
        copy.unregister("arriving")
