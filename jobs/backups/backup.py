"""Taking a backup: both databases as they are at one moment between two loads, into a new folder, with a manifest."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

from sqlalchemy import select

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.personal_data import ERASED_IDENTIFIERS
from dashapp.db.revisions import current_revision
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.backups import manifest, postgresql_dump, sqlite_file
from jobs.backups.manifest import Held, Manifest
from jobs.backups.parts import Part, parts
from jobs.job_runs import recorded
from jobs.lock import only_one

TASK, TEST_TASK = "backup", "restore_test"
ENGINES = {"sqlite": sqlite_file, "postgresql": postgresql_dump}


def backup(settings: Settings, viewer: Viewer, folder: Path) -> Manifest:
    """Write a backup into a folder that is not there yet. It waits for a load or build under way; pages go on meanwhile.

    UserError for a folder that is there, or lies below VAR_DIR, where an erasure would find addresses in it for ever.
    """
    _require_new(settings, folder)
    with recorded(settings, viewer, TASK, folder.name) as told:
        raw.create(warehouse_engine(settings))
        with only_one(settings, TASK, wait=True):
            made = _written(settings, folder)
        told.said, told.rows, told.bytes = f"Written: {folder.name}.", made.rows, made.bytes
    detail = {"rows": made.rows, "bytes": made.bytes, "version": made.warehouse_version}
    audit.record(accounts_engine(settings), viewer, Action.BACKED_UP, f"backup:{made.made_at}", detail)
    return made


def restore_test(settings: Settings, viewer: Viewer, folder: Path) -> Manifest:
    """Restore a backup into throw-away databases and hold them against its manifest; the desk itself is not touched.

    UserError for a file that is damaged, cannot be restored, or then holds other rows than the manifest says.
    """
    with recorded(settings, viewer, TEST_TASK, folder.name) as told:
        made = manifest.read(folder)
        for part in parts(settings):
            _test(part, folder, made.parts[part.name])
        told.said, told.rows, told.bytes = f"The backup of {made.made_at} UTC can be restored.", made.rows, made.bytes
    audit.record(operating.accounts(settings), viewer, Action.RESTORE_TESTED, f"backup:{made.made_at}", {"rows": made.rows})
    return made


def require_engine(part: Part, held: Held) -> None:
    """UserError where a backup is of another engine than the database."""
    if held.engine != part.engine.dialect.name:
        raise UserError(
            f"The {part.name} of the backup are {held.engine}, and of this desk {part.engine.dialect.name}. They must be equal."
        )


def _require_new(settings: Settings, folder: Path) -> None:
    if folder.resolve().is_relative_to(settings.var_dir.resolve()):
        raise UserError("A backup may not lie below VAR_DIR, with which it would be lost. Name a folder on another disk.")
    if folder.exists():
        raise UserError(f"{folder} is there already. Name a folder that is not there yet; each backup has its own.")


def _written(settings: Settings, folder: Path) -> Manifest:
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        made = Manifest(
            made_at=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S"),
            warehouse_version=_version(settings),
            parts={part.name: _taken(part, unfinished) for part in parts(settings)},
            **_of_accounts(settings),
        )
        manifest.write(unfinished, made)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return made


def _taken(part: Part, folder: Path) -> Held:
    path, engine = folder / part.file, part.engine.dialect.name
    contents = ENGINES[engine].take(part, path)
    return Held(part.file, engine, *manifest.digest(path), contents)


def _test(part: Part, folder: Path, held: Held) -> None:
    require_engine(part, held)
    found, said = ENGINES[held.engine].tested(part, folder / held.file, held.contents), held.contents.rows
    different = sorted(table for table in found.keys() | said.keys() if found.get(table) != said.get(table))
    if different:
        raise UserError(f"{folder / held.file} restores to other rows than it was taken of: {', '.join(different)}. Use another backup.")


def _version(settings: Settings) -> int | None:
    with warehouse_engine(settings).connect() as connection:
        return connection.scalar(select(raw.versions.c.version).order_by(raw.versions.c.version.desc()).limit(1))


def _of_accounts(settings: Settings) -> dict[str, str | None]:
    with accounts_engine(settings).connect() as connection:
        key_check = connection.scalar(select(ERASED_IDENTIFIERS.c.key_check).limit(1))
        return {"revision": current_revision(connection) or "", "key_check": key_check}
