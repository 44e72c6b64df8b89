"""Reader: what the three engines have in common when a page reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from queries.versions import Version


@dataclass(frozen=True)
class Fetched:
    """Rows as the driver gave them, whether more were there than asked for, and which engine answered."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool
    engine: str


class Moved(Exception):
    """Another version was published between choosing a version and reading it."""


class Reader(Protocol):
    """A read-only way into the warehouse itself; connections are opened on first use, one a thread."""

    engine: str

    def version(self) -> Version:
        """The current version; NoData when there is none."""

    def fetch(self, text: str, values: Mapping[str, Any], limit: int, version: Version) -> Fetched:
        """At most `limit` rows of that version; Moved when it is no longer the current one."""

    def forget(self) -> None:
        """Drop every connection without closing it, in a forked child."""

    def close(self) -> None:
        """Close every connection."""


def fetched(cursor: Any, limit: int, engine: str) -> Fetched:
    """The rows of an executed cursor, one more than the limit looked for."""
    rows = cursor.fetchmany(limit + 1)
    names = tuple(column[0] for column in cursor.description)
    return Fetched(names, rows[:limit], len(rows) > limit, engine)
