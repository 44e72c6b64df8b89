"""The warehouse as a PostgreSQL database, read-only."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy.engine import make_url

from dashapp.errors import SettingError
from dashapp.settings import Settings
from queries.deadline import timed_out
from queries.placeholders import for_postgresql
from queries.reader import Fetched, Moved, fetched
from queries.versions import CURRENT, Version, no_data, version_from


class PostgresqlReader:
    """Reads a PostgreSQL warehouse in read-only transactions, as the role of WAREHOUSE_READ_URL when there is one."""

    engine = "postgresql"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._setting = "WAREHOUSE_READ_URL" if settings.warehouse_read_url else "WAREHOUSE_URL"
        self._url = make_url(settings.warehouse_read_url or settings.warehouse_url).set(drivername="postgresql")
        self._open: list[psycopg.Connection[Any]] = []
        self._mine = threading.local()

    def version(self) -> Version:
        """The current version; NoData when there is none."""
        connection = self._connection()
        try:
            return version_from(self._current(connection), self._settings)
        finally:
            self._end(connection)

    def fetch(self, text: str, values: Mapping[str, Any], limit: int, version: Version) -> Fetched:
        """At most `limit` rows of that version; Moved when it is no longer the current one."""
        connection = self._connection()
        try:
            if version_from(self._current(connection), self._settings) != version:
                raise Moved
            return fetched(connection.execute(for_postgresql(text), values), limit, self.engine)
        except errors.QueryCanceled:
            raise timed_out(self._settings.query_timeout_seconds) from None
        finally:
            self._end(connection)

    def forget(self) -> None:
        """Drop every connection without closing it, in a forked child: the parent still speaks on these sockets."""
        self._inherited = self._open
        self._open, self._mine = [], threading.local()

    def close(self) -> None:
        """Close every connection."""
        for connection in self._open:
            connection.close()
        self._open, self._mine = [], threading.local()

    def _connection(self) -> psycopg.Connection[Any]:
        connection = getattr(self._mine, "connection", None)
        if connection is None or connection.closed:
            connection = self._mine.connection = self._connect()
            self._open = [one for one in self._open if not one.closed] + [connection]
        return connection

    def _connect(self) -> psycopg.Connection[Any]:
        milliseconds = self._settings.query_timeout_seconds * 1000
        options = f"-c statement_timeout={milliseconds} -c default_transaction_read_only=on"
        try:
            connection = psycopg.connect(self._url.render_as_string(hide_password=False), connect_timeout=5, options=options)
        except psycopg.OperationalError as error:
            shown, reason = self._url.render_as_string(hide_password=True), " ".join(str(error).split())
            raise SettingError(
                f"The database {shown} of {self._setting} does not answer: {reason}. Start it or change {self._setting}."
            ) from None
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return connection

    def _current(self, connection: psycopg.Connection[Any]) -> Any:
        try:
            return connection.execute(CURRENT).fetchone()
        except errors.UndefinedTable:
            raise no_data() from None

    def _end(self, connection: psycopg.Connection[Any]) -> None:
        """End the transaction; a connection whose server went away is closed, so that the next use opens another."""
        try:
            connection.rollback()
        except psycopg.OperationalError:
            connection.close()
