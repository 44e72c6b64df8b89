"""The columnar copy: every published table in one DuckDB file named by the version. A cache that may be deleted at any time."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import adbc_driver_manager
import duckdb
from sqlalchemy import Text
from sqlalchemy.engine import make_url

from dashapp.settings import Settings
from jobs import raw
from jobs.build_plan import plan
from jobs.build_tables import BY_PYTHON
from jobs.columnar_copy import Copied, copy_tables, order
from queries.columnar import copy_path
from queries.versions import Version

SORTED_BY = {"fct_sales_events": "event_day, event_key", "fct_orders": "order_day, order_key"}
COPY_SECONDS = 600
_FAILURES = (duckdb.Error, adbc_driver_manager.Error, subprocess.SubprocessError, OSError, ValueError)
_log = logging.getLogger(__name__)


class Copier:
    """Makes copies. For SQLite that is another process, started early so that it is awake when the build has published."""

    def __init__(self, settings: Settings, process: subprocess.Popen[bytes] | None) -> None:
        self._settings, self._process = settings, process

    def publish(self, version: Version) -> Path | None:
        """Copy a published version; None, and a line in the log, when that fails: the warehouse answers as well."""
        path = copy_path(self._settings.var_dir, version.version)
        unfinished = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.unlink(missing_ok=True)
            self._copy(unfinished, _tables(version))
            unfinished.replace(path)
            _point_to(path)
            _forget_older(path)
            return path
        except _FAILURES as error:
            _log.exception("The columnar copy of version %s was not made (%s); pages read the warehouse itself.", version.version, error)
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            return None

    def _copy(self, path: Path, tables: list[Copied]) -> None:
        url = make_url(self._settings.warehouse_url)
        if self._process is None:
            import adbc_driver_postgresql.dbapi as postgresql

            with postgresql.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as source:
                copy_tables(source, str(path), tables)
            return
        _, said = self._process.communicate(order(str(Path(url.database or "").absolute()), str(path), tables), timeout=COPY_SECONDS)
        if self._process.returncode:
            raise ValueError(said.decode(errors="replace").strip().splitlines()[-1])


@contextlib.contextmanager
def copier(settings: Settings) -> Iterator[Copier]:
    """A copier that is ready while the build works, and gone after."""
    if make_url(settings.warehouse_url).get_backend_name() != "sqlite":
        yield Copier(settings, None)
        return
    command = [sys.executable, "-m", "jobs.columnar_copy"]
    here = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=here, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            yield Copier(settings, process)
        finally:
            process.kill()


def publish(settings: Settings, version: Version) -> Path | None:
    """Copy a version that is published already: after the copy was lost, or could not be made."""
    with copier(settings) as copying:
        return copying.publish(version)


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


def _tables(version: Version) -> list[Copied]:
    """What to copy; readers know the version by its row in warehouse_versions."""
    made = [Copied(step.name, step.columns, SORTED_BY.get(step.name, "")) for step in plan(BY_PYTHON) if step.name in version.row_counts]
    versions = {column.name: "text" if isinstance(column.type, Text) else "bigint" for column in raw.versions.columns}
    return [*made, Copied(raw.versions.name, versions)]


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
