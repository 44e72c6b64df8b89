"""A part of a backup that is SQLite: copied page by page in one read transaction, and put back in one write transaction."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from dashapp.db.engines import BUSY_SECONDS
from dashapp.errors import UserError
from jobs.backups.manifest import Contents
from jobs.backups.parts import Part

SCHEMA = "main"
_TABLES = "select name from sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~' order by name"


def take(part: Part, path: Path) -> Contents:
    """Copy the database as it is at this moment. Nobody waits for it."""
    with closing(_opened(part)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        # One file without a log beside it.
        copy.execute("pragma journal_mode=delete")
        return Contents(SCHEMA, counted(copy))


def put(part: Part, path: Path, _contents: Contents) -> None:
    """Replace the database by the copy, whole or not at all; whoever reads meanwhile sees the one or the other."""
    with closing(_read_only(path)) as copy, closing(_opened(part)) as target:
        copy.backup(target)


def tested(_part: Part, path: Path, _contents: Contents) -> dict[str, int]:
    """The rows of each table of the copy restored into memory or a file of SQLite's own, once SQLite says that it is whole."""
    # An empty name is a database on disk that SQLite deletes when it is closed.
    with closing(_read_only(path)) as copy, closing(sqlite3.connect("")) as restored:
        copy.backup(restored)
        [found, *_] = [said for (said,) in restored.execute("pragma integrity_check(1)")]
        if found != "ok":
            raise UserError(f"{path} does not hold a whole database: {found}. Use another backup.")
        return counted(restored)


def counted(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of each table."""
    names = [name for (name,) in connection.execute(_TABLES)]
    counting = "select count(*) from {}"
    return {name: connection.execute(counting.format(f'"{name}"')).fetchone()[0] for name in names}


def _opened(part: Part) -> sqlite3.Connection:
    return sqlite3.connect(str(part.engine.url.database), timeout=BUSY_SECONDS)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
