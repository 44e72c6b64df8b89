"""Marts: what models read. One moment of the published warehouse, from its columnar copy, or from itself where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import duckdb
import pandas
from sqlalchemy import text

import queries
from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings
from queries.catalogue import query
from queries.columnar import copy_path
from queries.literals import literal
from queries.placeholders import for_duckdb
from queries.versions import CURRENT, Version, version_from


class Marts:
    """The published tables of one version, all rows, unmasked."""

    def __init__(self, version: Version, connection: Any) -> None:
        self.version, self._connection = version, connection

    def frame(self, name: str, values: Mapping[str, Any] | None = None) -> pandas.DataFrame:
        """The rows of a query of the library, without a limit."""
        asked = query(name)
        given = {parameter: (values or {})[parameter] for parameter in asked.parameters}
        if isinstance(self._connection, duckdb.DuckDBPyConnection):
            return self._connection.execute(for_duckdb(asked.text), given).df()
        result = self._connection.execute(text(asked.text), given)
        return pandas.DataFrame(result.fetchall(), columns=list(result.keys()))


@contextmanager
def marts(settings: Settings) -> Iterator[Marts]:
    """The current version; NoData when nothing is published."""
    version = queries.open(settings).version(fresh=True)
    path = copy_path(settings.var_dir, version.version)
    if path.exists():
        with closing(duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})) as copy:
            # Attached, because this process may have it open for pages, in the little memory that those have.
            copy.execute(f"attach {literal(str(path))} as copied (read_only)")
            copy.execute("use copied")
            yield Marts(version, copy)
        return
    engine = warehouse_engine(settings)
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        read = version_from(connection.exec_driver_sql(CURRENT).first(), settings)
        if read.version != version.version:
            raise UserError(f"Version {read.version} was published while version {version.version} was to be read. Score again.")
        yield Marts(read, connection)
