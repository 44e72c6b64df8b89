"""Traces: what still holds an identity after the tables do not. Pages of the database file, older columnar copies, caches."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import queries
from dashapp.db.engines import warehouse_engine
from dashapp.errors import NoData
from dashapp.settings import Settings
from jobs import columnar

_CHUNK = 1 << 20
_FEWEST_BYTES = 6


def clear_traces(settings: Settings, touched: Collection[str]) -> list[str]:
    """Delete older copies and cached answers, and rewrite the tables in which something was replaced or deleted.

    Whatever else keeps rows of customers in files below VAR_DIR belongs here too.

    Returns what could not be finished, in sentences.
    """
    columnar.forget_all_older(settings)
    _clear_caches(settings)
    return rewrite(settings, touched)


def left_in(settings: Settings, words: Collection[str]) -> list[str]:
    """The files below VAR_DIR in which one of the words still stands, as it was written."""
    sought = [word.encode() for word in words if len(word.encode()) >= _FEWEST_BYTES]
    files = sorted(path for path in settings.var_dir.rglob("*") if path.is_file()) if sought else []
    return [str(path.relative_to(settings.var_dir)) for path in files if _holds(path, sought)]


def rewrite(settings: Settings, touched: Collection[str]) -> list[str]:
    """Write tables anew, so that no page holds what they held before. SQLite writes its whole file."""
    engine = warehouse_engine(settings)
    if engine.dialect.name == "postgresql":
        # A full vacuum leaves no dead row behind, and new statistics name no value of before.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in sorted(touched):
                connection.exec_driver_sql(f"vacuum (full, analyze) {name}")
        return []
    held = engine.raw_connection()
    try:
        cursor = held.cursor()
        cursor.execute("vacuum")
        busy, *_ = cursor.execute("pragma wal_checkpoint(truncate)").fetchone()
    finally:
        held.close()
    return ["The log beside the SQLite file is still read by somebody: run `manage.py subject replay` once more."] if busy else []


def _clear_caches(settings: Settings) -> None:
    """Answers of every version but the one just published go, in this process and on the level that all workers share."""
    warehouse = queries.open(settings)
    try:
        warehouse.space(warehouse.version(fresh=True))
    except NoData:
        warehouse.cache.keep_only("nothing is published")


def _holds(path: Path, sought: Collection[bytes]) -> bool:
    overlap = max(map(len, sought)) - 1
    before = b""
    for piece in _pieces(path):
        window = before + piece
        if any(word in window for word in sought):
            return True
        before = window[-overlap:]
    return False


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from iter(lambda: file.read(_CHUNK), b"")
    except FileNotFoundError:
        # A cache entry or a lock that went meanwhile holds nothing any more.
        return
