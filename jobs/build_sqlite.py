"""A build for SQLite: DuckDB computes every step in a file that becomes the columnar copy, and SQLite is handed the result.

What SQLite would take minutes for takes DuckDB seconds. Only the raw tables come from SQLite and only what is published goes
there, both as Arrow through the process of jobs.bulk, and each table as soon as it is made, while the next ones are computed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from sqlalchemy import Float, Table, Text
from sqlalchemy.engine import Connection

from jobs import raw
from jobs.arrow_tables import create, receive
from jobs.build_plan import Step
from jobs.build_tables import Tables
from jobs.bulk import BATCH_ROWS, sqlite_process
from jobs.columnar_copy import SORTED_BY, VERSIONS
from jobs.shop_tables import shop_tables
from queries.literals import literal
from queries.placeholders import for_duckdb, value_names

if TYPE_CHECKING:
    import pandas

MEMORY = "2500MB"
# Locked months know a line by its key.
READ_BESIDES = {"raw_order_lines": frozenset({"line_id", "row_key"})}


class SqliteTables(Tables):
    """The tables in a DuckDB file below a folder that ends with the build; what is passing never reaches the file."""

    def __init__(self, connection: Connection, number: int, folder: Path, sources: Mapping[str, str]) -> None:
        super().__init__(connection, number)
        self._process, self._path, self._sources = sqlite_process(connection), folder / "building.duckdb", sources
        config: dict[str, Any] = {
            "threads": 2,
            "memory_limit": MEMORY,
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
        }
        self._duck = duckdb.connect(config=config)
        # A build that dies leaves nothing to recover, so what it makes needs no log before it is in the file.
        self._duck.execute(f"attach {literal(str(self._path))} as building (recovery_mode no_wal_writes)")
        self._duck.execute("use building")
        # It takes what passes many conditions for a few rows, and would keep every line in memory to look up its order there.
        self._duck.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
        self._duck.execute("set enable_progress_bar = false")
        self._changing: Collection[str] = ()
        self._writer = ThreadPoolExecutor(1)
        self._written: dict[str, Future[int]] = {}

    def begin(self, changing: Collection[str]) -> None:
        """Make room for what will be published, and read the columns of the raw tables that steps name."""
        self._changing = changing
        self._drop(self.steps)
        # Asked once for all: most tables of a shop that has only orders are empty.
        exist = ", ".join(f"exists (select 1 from {name})" for name in self.raw_tables)
        [filled] = self._process.ask(do="run", statement=f"select {exist}", values=[])["rows"]
        for name, has_rows in zip(self.raw_tables, filled, strict=True):
            if name in self._sources:
                self.execute(f"create temp view {name} as {self._sources[name]}")
                continue
            table = raw.metadata.tables.get(name)
            self._bring(shop_tables()[name.removeprefix("raw_")] if table is None else table, self._columns_read(name), bool(has_rows))

    def bring(self, table: Table, columns: Sequence[str]) -> None:
        """Let these columns of a table of the raw layer be read."""
        self._bring(table, columns, has_rows=True)

    def _bring(self, table: Table, columns: Sequence[str], has_rows: bool) -> None:
        typed = {name: _written(table, name) for name in columns}
        create(self._duck, f"temp table {table.name}", typed)
        if has_rows:
            receive(self._duck, self._process, table.name, typed)
        else:
            self.empty.add(table.name)

    def execute(self, statement: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run one statement about the tables of this build."""
        given = {name: (values or {})[name] for name in value_names(statement)}
        return self._duck.execute(for_duckdb(statement), given).fetchall()

    def frame(self, statement: str) -> pandas.DataFrame:
        """The rows of a SELECT."""
        return self._duck.execute(statement).df()

    def publish(self, progress: Callable[[str], None]) -> dict[str, int]:
        """Wait until every table is written, those that have changed since they were made among them."""
        progress("publish")
        self._changing = ()
        for step in self.steps:
            if step.kind == "view":
                self.connection.exec_driver_sql(f"create view {step.name} as\n{step.text}")
            elif step.name not in self._written:
                self._made(step)
        counts = {}
        for name, written in self._written.items():
            progress(f"publish {name}")
            counts[name] = written.result()
        return {step.name: counts[step.name] for step in self.lasting}

    def stop(self) -> None:
        """Write no more; what is being written is written to its end."""
        self._writer.shutdown(cancel_futures=True)

    def withdraw(self) -> None:
        """Take everything of this build and of the one before away."""
        self.stop()
        super().withdraw()

    def copy(self, path: Path) -> None:
        """The file itself, with the versions by which readers know it."""
        create(self._duck, f"table {raw.versions.name}", VERSIONS)
        receive(self._duck, self._process, raw.versions.name, VERSIONS)
        self._duck.execute("checkpoint")
        self._duck.close()
        self._path.replace(path)

    def close(self) -> None:
        """Let the file go."""
        self._duck.close()

    def _see(self, step: Step) -> None:
        self.execute(f"create temp view {step.name} as\n{step.text}")

    def _create(self, step: Step) -> None:
        columns = ", ".join(f"{name} {given}" for name, given in step.columns.items())
        self.execute(f"create {'temp ' if step.passing else ''}table {step.name} ({columns})")

    def _work_out(self, step: Step, values: Mapping[str, Any]) -> int:
        order = f"order by {SORTED_BY[step.name]}" if step.name in SORTED_BY else ""
        made = f"select {', '.join(step.columns)} from (\n{step.text}\n) as made {order}"
        return int(self.execute(f"insert into {step.name} {made}", values)[0][0])

    def _put(self, step: Step, rows: Sequence[Sequence[Any]]) -> None:
        # As JSON, because an Arrow array of Python's values brings pandas, which takes longer than the rest of a small build.
        given = """select unnest(from_json($rows, '[["varchar"]]')) as row"""
        listed = ", ".join(f"row[{place}]" for place in range(1, len(step.columns) + 1))
        self._duck.execute(f"insert into {step.name} select {listed} from ({given}) as given", {"rows": json.dumps(rows)})

    def _made(self, step: Step) -> None:
        """Have a table written that will not change any more."""
        if not step.passing and step.name not in self._changing:
            reading = self._duck.cursor()
            reading.execute("use building")
            self._written[step.name] = self._writer.submit(self._publish, step, reading)

    def _publish(self, step: Step, duck: duckdb.DuckDBPyConnection) -> int:
        """Write a table, and its indexes after its rows. Returns the number of rows."""
        types = {"bigint": "integer"}
        columns = (f"{name} {types.get(given, given)}{' primary key' if name == step.key else ''}" for name, given in step.columns.items())
        self._process.ask(do="run", statement=f"create table {step.name} ({', '.join(columns)})", values=[])
        with closing(duck):
            order = f" order by {step.key}" if step.key else ""
            [(rows,)] = duck.execute(f"select count(*) from {step.name}").fetchall()
            if rows:
                self._process.insert(step.name, duck.sql(f"select * from {step.name}{order}").to_arrow_reader(BATCH_ROWS))
        for indexed in (*(() if step.key else (step.grain,)), *step.indexes):
            unique = "unique " if indexed == step.grain else ""
            # Index names live beside the tables'.
            name = f"{step.name}_{'_'.join(indexed)[:30]}"
            self._process.ask(do="run", statement=f"create {unique}index {name} on {step.name} ({', '.join(indexed)})", values=[])
        if rows:
            self._process.ask(do="run", statement=f"analyze {step.name}", values=[])
        return int(rows)

    def _drop(self, steps: Iterable[Step], suffix: str = "") -> None:
        there = {name for (name,) in self.connection.exec_driver_sql("select name from sqlite_master")}
        super()._drop([step for step in steps if step.name in there], suffix)

    def _columns_read(self, table: str) -> list[str]:
        """The columns that the steps that read a table may mean: those whose names are words of theirs."""
        words = {word for step in self.steps if table in step.reads for word in re.findall(r"\w+", step.text or "")}
        declared = raw.metadata.tables.get(table)
        columns = (shop_tables()[table.removeprefix("raw_")] if declared is None else declared).columns
        return [column.name for column in columns if column.name in words | READ_BESIDES.get(table, frozenset())]


@contextmanager
def emptied(folder: Path) -> Iterator[Path]:
    """A folder with nothing in it, not even what a build that was killed has left, and gone after."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(table: Table, name: str) -> str:
    """The type of a column of the raw layer, as steps write theirs."""
    given = table.columns[name].type
    return "text" if isinstance(given, Text) else "double precision" if isinstance(given, Float) else "bigint"
