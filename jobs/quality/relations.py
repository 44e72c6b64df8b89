"""What checks read: one moment of the warehouse, in the engine that answers fastest.

SQLite would take minutes for what takes DuckDB seconds, so the columns that are asked about are read out of it once, as Arrow, and
the statements, which run alike on every engine, run there. PostgreSQL answers itself, in one transaction that sees no later load.
"""

from __future__ import annotations

import fcntl
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

import queries
from dashapp.db.engines import warehouse_engine
from dashapp.errors import TallyroomError
from dashapp.settings import Settings
from jobs.arrow_tables import create, receive
from jobs.build_postgresql import FOR_WHOLE_TABLES
from jobs.build_sqlite import MEMORY, emptied
from jobs.bulk_connection import BulkConnection
from jobs.demo_rows import literal
from queries.columnar import copy_path
from queries.placeholders import for_duckdb, for_postgresql, value_names

SECONDS = 300
_NAMED = re.compile(r"\b(?:from|join)\s+((?:raw|dim|fct|score|warehouse)_\w+)(?:\s+as\s+(\w+))?")
_COLUMN = re.compile(r"\b(\w+)\.(\w+)")
_HELD = "select m.name, c.name, lower(c.type) from sqlite_master as m join pragma_table_info(m.name) as c where m.type = 'table'"
_COPIED = "select table_name from duckdb_tables() where database_name = 'published'"
_PUBLISHED = "select published_at from published.warehouse_versions where version = ?"
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class StatementFailed(TallyroomError):
    """A statement about the warehouse could not be run; the message names what was wrong and no value of any row."""


class Relations(Protocol):
    """The tables of the warehouse at one moment."""

    def bring(self, statements: Iterable[str]) -> None:
        """Let these statements be asked; before them, `rows` answers nothing."""

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a SELECT with its parameters written `:name`; StatementFailed when it cannot be run."""


@contextmanager
def relations(settings: Settings) -> Iterator[Relations]:
    """The warehouse at this moment. Once it is entered, loads and builds may go on: nothing of theirs is seen."""
    engine = warehouse_engine(settings)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin() as transaction:
            yield _OfPostgresql(connection)
            transaction.rollback()
        return
    path = Path(engine.url.database or "").absolute()
    with (
        _alone(settings.var_dir),
        emptied(settings.var_dir / "checking") as folder,
        closing(BulkConnection(path)) as process,
        closing(_OfSqlite(settings, folder, process)) as tables,
    ):
        yield tables


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time on this machine: each takes gigabytes of memory, and the folder is one."""
    with (folder / "checking.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


class _OfPostgresql:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.exec_driver_sql("set transaction read only")
        for statement in FOR_WHOLE_TABLES:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"set local statement_timeout = {SECONDS * 1000}")
        # The moment that is seen is that of the first question.
        connection.exec_driver_sql("select 1")

    def bring(self, statements: Iterable[str]) -> None:
        """Everything is there."""

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        given = {name: values[name] for name in value_names(statement)}
        try:
            with self._connection.begin_nested():
                return [tuple(row) for row in self._connection.exec_driver_sql(for_postgresql(statement), given)]
        except DBAPIError as error:
            raise StatementFailed(_told(error.orig)) from None


class _OfSqlite:
    """The columns that statements name, in DuckDB: raw tables out of SQLite, what was published out of the columnar copy."""

    def __init__(self, settings: Settings, folder: Path, process: BulkConnection) -> None:
        config = {"threads": 2, "memory_limit": MEMORY, "temp_directory": str(folder), "preserve_insertion_order": False}
        self._duck = duckdb.connect(str(folder / "checking.duckdb"), config=config)
        self._process, self._copied = process, self._attached(settings)
        # The moment that is seen is that of the first question.
        process.cursor().execute("begin")
        self._held = _held(process)

    def bring(self, statements: Iterable[str]) -> None:
        """Read the columns that the statements name."""
        for table, named in columns_named(statements).items():
            self._duck.execute(f"drop {'view' if table in self._copied else 'table'} if exists {table}")
            if table in self._copied:
                self._duck.execute(f"create view {table} as from published.{table}")
            elif table in self._held:
                columns = self._held[table]
                chosen = {name: given for name, given in columns.items() if name in named} or dict([next(iter(columns.items()))])
                create(self._duck, f"table {table}", chosen)
                receive(self._duck, self._process, table, chosen)

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        given = {name: values[name] for name in value_names(statement)}
        try:
            return self._duck.execute(for_duckdb(statement), given).fetchall()
        except duckdb.Error as error:
            raise StatementFailed(_told(error)) from None

    def close(self) -> None:
        self._duck.close()

    def _attached(self, settings: Settings) -> set[str]:
        """The tables of the columnar copy of the current version, once they can be read; none without one."""
        version = queries.open(settings).version(fresh=True)
        try:
            self._duck.execute(f"attach {literal(copy_path(settings.var_dir, version.version))} as published (read_only)")
            same = self._duck.execute(_PUBLISHED, [version.version]).fetchall() == [(version.published_at,)]
        except duckdb.Error:
            return set()
        return {name for (name,) in self._duck.execute(_COPIED).fetchall()} if same else set()


def columns_named(statements: Iterable[str]) -> dict[str, set[str]]:
    """The tables of the warehouse that statements read, each with the columns that they name of it, as `alias.column`."""
    found: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        aliases = defaultdict(set)
        for table, alias in _NAMED.findall(statement):
            found[table] |= set()
            aliases[alias or table].add(table)
        for alias, column in _COLUMN.findall(statement):
            for table in aliases.get(alias, ()):
                found[table].add(column)
    return dict(found)


def _held(process: BulkConnection) -> dict[str, dict[str, str]]:
    """The columns of every table, each with its type as DuckDB writes it."""
    cursor = process.cursor()
    cursor.execute(_HELD)
    found: dict[str, dict[str, str]] = {}
    for table, column, given in cursor.fetchall():
        kind = "text" if given == "text" else "double precision" if given in ("float", "double precision") else "bigint"
        found.setdefault(table, {})[column] = kind
    return found


def _told(error: BaseException | None) -> str:
    """The first line of what an engine said, without what it quotes: that may be somebody's name or address."""
    first = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {_QUOTED.sub('...', first)}"[:300]
