"""The warehouse as a SQLite file, read-only."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import make_url

from dashapp.settings import Settings
from queries.deadline import Deadline
from queries.reader import Fetched, Moved, fetched
from queries.versions import CURRENT, Version, no_data, version_from

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION}
LONGEST_VALUE = 32 * 1024 * 1024
_PRAGMAS = ("busy_timeout=30000", "mmap_size=2147483648", "query_only=on")


class SqliteReader:
    """Reads a SQLite warehouse; an allow-list refuses everything but SELECT, since mode=ro alone lets ATTACH through."""

    engine = "sqlite"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = make_url(settings.warehouse_url).database or ""
        self._deadline = Deadline(settings.query_timeout_seconds)
        self._open: list[sqlite3.Connection] = []
        self._mine = threading.local()

    def version(self) -> Version:
        """The current version; NoData when there is none."""
        return version_from(self._current(self._connection()), self._settings)

    def fetch(self, text: str, values: Mapping[str, Any], limit: int, version: Version) -> Fetched:
        """At most `limit` rows of that version; Moved when it is no longer the current one."""
        connection = self._connection()
        connection.execute("begin")
        try:
            if version_from(self._current(connection), self._settings) != version:
                raise Moved
            with self._deadline.watch(connection.interrupt):
                return fetched(connection.execute(text, values), limit, self.engine)
        finally:
            connection.rollback()

    def forget(self) -> None:
        """Drop every connection without closing it, in a forked child."""
        self._inherited = self._open
        self._open, self._mine = [], threading.local()
        self._deadline = Deadline(self._settings.query_timeout_seconds)

    def close(self) -> None:
        """Close every connection."""
        for connection in self._open:
            connection.close()
        self._open, self._mine = [], threading.local()

    def _connection(self) -> sqlite3.Connection:
        file = self._identity()
        if getattr(self._mine, "connection", None) is None or self._mine.file != file:
            self._mine.connection, self._mine.file = self._connect(), file
            self._open.append(self._mine.connection)
        return self._mine.connection

    def _identity(self) -> int:
        """Which file stands there: another one after somebody deleted the warehouse and built it anew."""
        try:
            return Path(self._path).stat().st_ino
        except OSError:
            raise no_data() from None

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(f"file:{quote(self._path)}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError:
            raise no_data() from None
        for pragma in _PRAGMAS:
            connection.execute(f"pragma {pragma}")
        # A text that a statement builds out of itself must not fill the memory of the process.
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.set_authorizer(_authorize)
        return connection

    def _current(self, connection: sqlite3.Connection) -> Any:
        try:
            return connection.execute(CURRENT).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                raise no_data() from None
            raise


def _authorize(action: int, first: str | None, second: str | None, _database: str | None, _source: str | None) -> int:
    if action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and second != "load_extension"):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
