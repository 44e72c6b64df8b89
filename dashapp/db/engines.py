"""Writing engines of both databases, and the sentence that names a setting when a database does not answer."""

from __future__ import annotations

import sqlite3
from functools import cache, partial
from pathlib import Path

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection, Engine, make_url

from dashapp.errors import SettingError
from dashapp.settings import Settings

BUSY_SECONDS = 30
# The warehouse is written in bulk: with SQLite's usual page a large build takes a sixth longer. A file that is there keeps its own.
PAGE_BYTES, WAREHOUSE_PAGE_BYTES = 4096, 16384


def accounts_engine(settings: Settings) -> Engine:
    """The engine of the accounts database, one a process and URL."""
    return _engine(settings.accounts_url, "ACCOUNTS_URL")


def warehouse_engine(settings: Settings) -> Engine:
    """The writing engine of the warehouse; pages never use it (they read through queries)."""
    return _engine(settings.warehouse_url, "WAREHOUSE_URL")


def forget_engines() -> None:
    """Close every pool: after fork, and between tests."""
    for engine in _made:
        engine.dispose()
    _made.clear()
    _engine.cache_clear()


_made: list[Engine] = []


@cache
def _engine(url: str, setting: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(url, parsed.database, WAREHOUSE_PAGE_BYTES if setting == "WAREHOUSE_URL" else PAGE_BYTES)
    else:
        engine = sqlalchemy.create_engine(url, pool_size=4, max_overflow=12, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    try:
        with engine.connect():
            pass
    except sqlalchemy.exc.OperationalError as error:
        shown = parsed.render_as_string(hide_password=True)
        raise SettingError(
            f"The database {shown} of {setting} does not answer: {' '.join(str(error.orig).split())}. Start it or change {setting}."
        ) from None
    _made.append(engine)
    return engine


class NativeSqlite(SQLiteDialect_pysqlite):
    """SQLite with functions of its own only: SQLAlchemy would put a slow Python floor(), which fails on null, over SQLite's."""

    supports_statement_cache = True

    def on_connect(self) -> None:  # type: ignore[override]
        """Register nothing."""


registry.register("sqlite.native", __name__, NativeSqlite.__name__)


def _sqlite(url: str, path: str | None, page_bytes: int) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    native = make_url(url).set(drivername="sqlite+native")
    engine = sqlalchemy.create_engine(native, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", partial(_prepare_sqlite, page_bytes))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(page_bytes: int, connection: sqlite3.Connection, _record: object) -> None:
    # pysqlite must not open transactions by itself, or DDL would be committed behind SQLAlchemy's back.
    connection.isolation_level = None
    for pragma in (
        f"page_size={page_bytes}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "mmap_size=2147483648",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"pragma {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("begin")
