"""What checks read: one moment of the warehouse, in the engine that answers fastest.

SQLite would take minutes for what takes DuckDB seconds, so the columns that are asked about are read out of it once, as Arrow, and
the statements, which run alike on every engine, run there. PostgreSQL answers itself, in one transaction that sees no later load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from dashapp.db.engines import warehouse_engine
from dashapp.errors import TallyroomError
from dashapp.settings import Settings
from jobs.arrow_tables import receive
from jobs.build_sqlite import MEMORY, emptied
from jobs.bulk_connection import BulkConnection
from queries.placeholders import for_duckdb, for_postgresql, value_names

SECONDS = 300
_TABLE = re.compile(r"\b(?:raw|dim|fct|score|warehouse)_\w+\b")
_HELD = "select m.name, c.name, lower(c.type) from sqlite_master as m join pragma_table_info(m.name) as c where m.type = 'table'"
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class StatementFailed(TallyroomError):
    """A statement about the warehouse could not be run; the message names what was wrong and no value of any row."""


class Relations(Protocol):
    """The tables of the warehouse at one moment."""

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a SELECT with its parameters written `:name`; StatementFailed when it cannot be run."""


@contextmanager
def relations(settings: Settings, statements: Iterable[str]) -> Iterator[Relations]:
    """What these statements can be asked of. Once it is entered, loads and builds may go on: nothing of theirs is seen."""
    engine = warehouse_engine(settings)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin() as transaction:
            yield _OfPostgresql(connection)
            transaction.rollback()
        return
    with emptied(settings.var_dir / "checking") as folder, closing(_OfSqlite(engine, folder, " ".join(statements))) as tables:
        yield tables


class _OfPostgresql:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.exec_driver_sql("set transaction read only")
        # The planner takes a step of a statement for a few rows and walks another for each: minutes, where a hash takes a second.
        connection.exec_driver_sql("set local enable_nestloop = off")
        connection.exec_driver_sql(f"set local statement_timeout = {SECONDS * 1000}")

        # The moment that is seen is that of the first question.
        connection.exec_driver_sql("select 1")

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        given = {name: values[name] for name in value_names(statement)}
        try:
            with self._connection.begin_nested():
                return [tuple(row) for row in self._connection.exec_driver_sql(for_postgresql(statement), given)]
        except DBAPIError as error:
            raise StatementFailed(_told(error.orig)) from None


class _OfSqlite:
    """The columns that the statements name, in DuckDB."""

    def __init__(self, engine: Engine, folder: Path, words: str) -> None:
        self._duck = duckdb.connect(
            str(folder / "checking.duckdb"), config={"threads": 2, "memory_limit": MEMORY, "temp_directory": str(folder)}
        )
        with closing(BulkConnection(Path(engine.url.database or "").absolute())) as process:
            process.cursor().execute("begin")
            named, asked = set(_WORD.findall(words)), set(_TABLE.findall(words))
            for table, columns in _held(process).items():
                chosen = {name: given for name, given in columns.items() if name in named}
                if table in asked:
                    receive(self._duck, process, f"table {table}", chosen or dict([next(iter(columns.items()))]), table)

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        given = {name: values[name] for name in value_names(statement)}
        try:
            return self._duck.execute(for_duckdb(statement), given).fetchall()
        except duckdb.Error as error:
            raise StatementFailed(_told(error)) from None

    def close(self) -> None:
        self._duck.close()


def _held(process: BulkConnection) -> dict[str, dict[str, str]]:
    """The columns of every table, each with its type as DuckDB writes it."""
    cursor = process.cursor()
    cursor.execute(
        "select m.name, c.name, lower(c.type) from sqlite_master as m join pragma_table_info(m.name) as c where m.type = 'table'"
    )
    found: dict[str, dict[str, str]] = {}
    for table, column, given in cursor.fetchall():
        kind = "text" if given == "text" else "double precision" if given in ("float", "double precision") else "bigint"
        found.setdefault(table, {})[column] = kind
    return found


def _told(error: BaseException | None) -> str:
    """The first line of what an engine said, without what it quotes: that may be somebody's name or address."""
    first = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {_QUOTED.sub('...', first)}"[:300]
