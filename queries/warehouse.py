"""Warehouse: the process-wide way to the data. It knows the current version, reads it, and remembers answers."""

from __future__ import annotations

import atexit
import datetime
import hashlib
import os
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import orjson

from dashapp.errors import NoData, TallyroomError
from dashapp.settings import Settings
from queries.cache import Cache, Codec
from queries.columnar import Columnar
from queries.latency import Latency
from queries.reader import Fetched, Moved, Reader
from queries.shared_cache import FOLDER, FileCache, SharedCache
from queries.sqlite_reader import SqliteReader
from queries.versions import Version

VERSION_SECONDS = 0.5
ROOT = Path(__file__).parents[1]
PROGRAM = ("dashapp", "queries", "layouts", "callbacks", "api", "sql")
_ATTEMPTS = 5
_RAW: Codec[bytes] = Codec(bytes, bytes)

Value = TypeVar("Value")


class Warehouse:
    """Opened once a process; connections are made on first use, one a thread, after any fork."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cache = Cache(_shared(settings))
        self.latency = Latency(settings)
        self._reader = _reader(settings)
        self._columnar = Columnar(settings.var_dir, settings.query_timeout_seconds)
        self._known: tuple[float, Version] | None = None
        self._space: tuple[Version, str] | None = None
        self._turning = threading.Lock()
        _forget_in_children(self)

    def version(self, *, fresh: bool = False) -> Version:
        """The current version, looked up at most twice a second; NoData when there is none."""
        known = self._known
        if known is not None and not fresh and time.monotonic() < known[0]:
            return known[1]
        version = self._reader.version()
        self._known = (time.monotonic() + VERSION_SECONDS, version)
        return version

    def fetch(self, text: str, values: Mapping[str, Any], limit: int, version: Version) -> Fetched:
        """Rows of that version: from the columnar copy when it is there, else from the warehouse, or Moved."""
        copied = self._columnar.fetch(text, values, limit, version)
        return copied if copied is not None else self._reader.fetch(text, values, limit, version)

    def fetch_unpublished(self, text: str, values: Mapping[str, Any], limit: int, version: Version) -> Fetched:
        """The same of tables that only the warehouse holds: rows as they were loaded."""
        return self._reader.fetch(text, values, limit, version)

    def settled(self, ask: Callable[[Version], Value]) -> Value:
        """What `ask` gives for the current version, asked again when another is published meanwhile."""
        for attempt in range(_ATTEMPTS):
            try:
                return ask(self.version(fresh=attempt > 0))
            except Moved:
                continue
        raise TallyroomError("The data was published again and again while this was read. Try once more.")

    def space(self, version: Version) -> str:
        """The name under which a version's answers are remembered; entries of older versions are removed."""
        held = self._space
        if held is not None and held[0] == version:
            return held[1]
        space = f"v{version.version}-{_digest([self.settings.warehouse_url, version.published_at, version.as_of.isoformat(), code()])[:12]}"
        with self._turning:
            # A thread that still reads the version before must not turn the others back.
            if self._space is None or self._space[0].published_at <= version.published_at:
                self.cache.keep_only(space)
                self._space = (version, space)
        return space

    def remembered(self, version: Version, parts: Any, codec: Codec[Value], make: Callable[[], Value]) -> Value:
        """A value by what it depends on, besides the version: made once, then kept on both levels."""
        space = self.space(version)
        return self.cache.fetch(space, _digest([space, parts]), codec, make)

    def remember(self, key_parts: Any, make: Callable[[], Any]) -> Any:
        """JSON by everything it depends on besides the version (scope, masking profile and locale are the caller's).

        Each call gives its own copy.
        """

        def drawn(version: Version) -> bytes:
            return self.remembered(version, ["drawn", key_parts], _RAW, lambda: _dumped(make()))

        return orjson.loads(self.settled(drawn))

    def forget(self) -> None:
        """Drop what a forked child must not share with its parent."""
        self._reader.forget()
        self._columnar.forget()
        self.cache.forget()
        self.latency.forget()
        self._known, self._space, self._turning = None, None, threading.Lock()

    def close(self) -> None:
        """Close every connection; the next question opens them again."""
        self._reader.close()
        self._columnar.close()
        self.latency.flush()
        self._known = None
        _opened.pop(self.settings, None)


_opened: dict[Settings, Warehouse] = {}
_opening = threading.Lock()


def today(warehouse: Warehouse) -> datetime.date:
    """The as-of day of the published data; the clock's day where nothing is published."""
    try:
        return warehouse.version().as_of
    except NoData:
        return datetime.datetime.now(datetime.UTC).date()


def open_warehouse(settings: Settings) -> Warehouse:
    """The Warehouse of these settings, one a process. A CACHE_URL that does not answer raises SettingError."""
    with _opening:
        if settings not in _opened:
            _opened[settings] = Warehouse(settings)
        return _opened[settings]


@atexit.register
def close_all() -> None:
    """Close every Warehouse of this process: DuckDB complains about connections that are open at the end."""
    for warehouse in list(_opened.values()):
        warehouse.close()


@cache
def code() -> str:
    """A digest of the program itself: another release must not show what this one drew."""
    files = sorted(path for folder in PROGRAM for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".sql", ".yaml", ".csv"))
    return hashlib.blake2b(b"".join(path.read_bytes() for path in files), digest_size=10).hexdigest()


def _reader(settings: Settings) -> Reader:
    """The reader of the warehouse's own database. Drivers are imported where they are needed: a command starts sooner."""
    if settings.warehouse_url.startswith("sqlite"):
        return SqliteReader(settings)
    from queries.postgresql_reader import PostgresqlReader

    return PostgresqlReader(settings)


def _shared(settings: Settings) -> SharedCache:
    if settings.cache_url:
        from queries.redis_cache import RedisCache

        return RedisCache(settings.cache_url, f"tallyroom:{_digest(settings.warehouse_url)[:12]}", settings.query_timeout_seconds)
    return FileCache(settings.var_dir / FOLDER)


def _digest(parts: Any) -> str:
    return hashlib.blake2b(_dumped(parts), digest_size=20).hexdigest()


def _dumped(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def _forget_in_children(warehouse: Warehouse) -> None:
    held = weakref.ref(warehouse)

    def forget() -> None:
        alive = held()
        if alive is not None:
            alive.forget()

    os.register_at_fork(after_in_child=forget)
