"""The columnar copy: every published table in one DuckDB file named by the version. A cache that may be deleted at any time."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

import adbc_driver_manager
import duckdb

from dashapp.settings import Settings
from queries.columnar import copy_path
from queries.versions import Version

_FAILURES = (duckdb.Error, adbc_driver_manager.Error, OSError, ValueError)
_log = logging.getLogger(__name__)


def publish(settings: Settings, version: Version, make: Callable[[Path], None]) -> None:
    """Let readers find the copy that `make` makes of a published version.

    A line in the log when that fails: the warehouse answers as well.
    """
    path = copy_path(settings.var_dir, version.version)
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        make(unfinished)
        unfinished.replace(path)
        _point_to(path)
        _forget_older(path)
    except _FAILURES as error:
        _log.exception("The columnar copy of version %s was not made (%s); pages read the warehouse itself.", version.version, error)
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def withdraw(settings: Settings) -> None:
    """Remove every copy, when nothing is published any more."""
    for path in copy_path(settings.var_dir, 0).parent.glob("*"):
        path.unlink(missing_ok=True)


def forget_all_older(settings: Settings) -> None:
    """Keep the copy that readers are pointed to and no other."""
    kept = current(settings)
    for path in copy_path(settings.var_dir, 0).parent.glob("v*"):
        if kept is None or path.name not in (kept.name, f"{kept.name}.wal"):
            path.unlink(missing_ok=True)


def current(settings: Settings) -> Path | None:
    """The copy that the pointer names, when it is there."""
    pointer = copy_path(settings.var_dir, 0).parent / "current"
    path = pointer.with_name(pointer.read_text().strip()) if pointer.exists() else None
    return path if path and path.exists() else None


def _point_to(path: Path) -> None:
    pointer = path.with_name("current.part")
    pointer.write_text(path.name + "\n")
    pointer.replace(path.with_name("current"))


def _forget_older(path: Path) -> None:
    """Keep this copy and the one before; a reader that has an older one open keeps it until it closes."""
    copies = sorted(path.parent.glob("v*.duckdb"), key=lambda other: int(other.stem[1:]))
    for other in copies[:-2]:
        other.unlink(missing_ok=True)
        Path(f"{other}.wal").unlink(missing_ok=True)
