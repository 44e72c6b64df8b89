"""The columnar copy: a DuckDB file of one version, read-only and locked down. A cache: without it the warehouse answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from queries.deadline import Deadline
from queries.placeholders import for_duckdb
from queries.reader import Fetched, fetched
from queries.versions import Version

THREADS = 1
MEMORY = "96MB"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": THREADS,
    "memory_limit": MEMORY,
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "lock_configuration": True,
}
_PUBLISHED = "select max(published_at) from warehouse_versions where version = ?"
_OF_THE_FILE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
_log = logging.getLogger(__name__)


def copy_path(var_dir: Path, version: int) -> Path:
    """Where the copy of a version lies."""
    return var_dir / "columnar" / f"v{version}.duckdb"


class Columnar:
    """The open copy of one version: one connection a process, one cursor a thread."""

    engine = "duckdb"

    def __init__(self, var_dir: Path, seconds: float) -> None:
        self._var_dir, self._seconds = var_dir, seconds
        self.forget()

    def forget(self) -> None:
        """Drop the connection without closing it, in a forked child."""
        self._inherited = getattr(self, "_connection", None)
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._file: tuple[str, int, int] | None = None
        self._broken: tuple[str, int, int] | None = None
        self._opening = threading.Lock()
        self._mine = threading.local()
        self._deadline = Deadline(self._seconds)

    def fetch(self, text: str, values: Mapping[str, Any], limit: int, version: Version) -> Fetched | None:
        """At most `limit` rows, or None when no usable copy of that version is there."""
        file = self._identity(version)
        if file is None or file == self._broken:
            return None
        try:
            cursor = self._cursor(file, version)
            if cursor is None:
                return None
            with self._deadline.watch(cursor.interrupt):
                return fetched(cursor.execute(for_duckdb(text), dict(values)), limit, self.engine)
        except duckdb.Error as error:
            self._give_up(file, error)
            return None

    def close(self) -> None:
        """Close the copy."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._file, self._mine = None, None, threading.local()

    def _identity(self, version: Version) -> tuple[str, int, int] | None:
        path = copy_path(self._var_dir, version.version)
        try:
            found = path.stat()
        except OSError:
            return None
        return str(path), found.st_ino, found.st_mtime_ns

    def _cursor(self, file: tuple[str, int, int], version: Version) -> duckdb.DuckDBPyConnection | None:
        """This thread's cursor; None when the file holds another build under the same number."""
        if getattr(self._mine, "file", None) == file:
            return self._mine.cursor
        with self._opening:
            if self._connection is None or self._file != file:
                self._connection = duckdb.connect(file[0], read_only=True, config=_CONFIG)
                self._file = file
            cursor = self._connection.cursor()
        if cursor.execute(_PUBLISHED, [version.version]).fetchone() != (version.published_at,):
            self._broken = file
            return None
        self._mine.file, self._mine.cursor = file, cursor
        return cursor

    def _give_up(self, file: tuple[str, int, int], error: duckdb.Error) -> None:
        """Say so, and leave the file alone from now on when it is the file; a query that is wrong fails again on the warehouse."""
        if isinstance(error, _OF_THE_FILE):
            self._broken = file
        _log.warning("The columnar copy %s did not answer (%s); the warehouse does.", file[0], error)
