"""Restoring a backup: both databases or one, never a damaged or newer one, and nobody who was erased comes back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, func, insert, inspect, select, update
from sqlalchemy.engine import Connection

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.viewer import Viewer
from dashapp.db.accounts import AUDIT_HEAD, SESSIONS, USERS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.personal_data import ERASED_IDENTIFIERS
from dashapp.db.revisions import known_revisions
from dashapp.db.sign_in import ONE_TIME_LINKS
from dashapp.db.tokens import API_TOKENS
from dashapp.errors import NoData, SettingError, UserError
from dashapp.settings import Settings
from jobs import columnar, raw
from jobs.backups import manifest
from jobs.backups.backup import ENGINES, require_engine
from jobs.backups.manifest import Manifest
from jobs.backups.parts import parts
from jobs.build import Progress, build_locked
from jobs.job_runs import Run, note, stop_all
from jobs.lock import only_one
from jobs.privacy.erase import publish_without
from jobs.privacy.forget import forget_again
from jobs.privacy.identifiers import Hasher
from jobs.shop_tables import shop_tables

TASK = "restore"
STOPPED = "The desk was restored from a backup that was taken meanwhile."


@dataclass(frozen=True)
class Restored:
    """What was restored, from when; `version` is what was published of it, `erased` how many rows were erased again."""

    made_at: str
    rows: int
    version: int | None
    erased: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Kept:
    """What must not be undone by going back: who was erased, tokens that were revoked. And where the audit trail had come to."""

    erased: Sequence[dict[str, Any]] = ()
    revoked: dict[str, int] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)


def restore(
    settings: Settings, viewer: Viewer, folder: Path, *, replace: bool = False, only: str = "", progress: Progress | None = None
) -> Restored:
    """Put a backup in the place of what this desk holds, end every session, erase the erased again, and build anew.

    UserError for a backup that is damaged, of a newer release or another engine, and over a desk that holds something unless
    `replace` is given; SettingError where ERASURE_KEY is not that of the backup's register. Nothing is changed then.
    """
    began, chosen = int(time.time()), list(parts(settings, only))
    made = manifest.read(folder, [part.name for part in chosen])
    for part in chosen:
        require_engine(part, made.parts[part.name])
    _require_readable(settings, made, folder)
    with only_one(settings, TASK, wait=True):
        if not replace:
            _require_empty(settings)
        kept = _kept(settings)
        for part in chosen:
            held = made.parts[part.name]
            ENGINES[held.engine].put(part, folder / held.file, held.contents)
        _settle_accounts(settings, kept)
        version, erased, notes = _published(settings, progress)
        restored = Restored(
            made.made_at, sum(sum(made.parts[part.name].contents.rows.values()) for part in chosen), version, erased, tuple(notes)
        )
    _note(settings, viewer, folder, restored, kept, began)
    return restored


def _require_readable(settings: Settings, made: Manifest, folder: Path) -> None:
    known = {*raw.metadata.tables, *(table.name for table in shop_tables().values())}
    tables = {table for held in made.parts.values() for table in held.contents.rows if table.startswith("raw_")}
    if made.revision not in known_revisions() or tables - known:
        raise UserError(f"{folder} was written by a newer release than this one. Install that release, or use an older backup.")
    if made.key_check and made.key_check != Hasher(settings.erasure_key).check:
        raise SettingError(
            "ERASURE_KEY is not the key of this backup's register, so nobody in it would be recognised. Set the key of before."
        )


def _require_empty(settings: Settings) -> None:
    users = _counted(accounts_engine(settings).connect(), USERS)
    loads = _counted(warehouse_engine(settings).connect(), raw.loads)
    if users or loads:
        raise UserError(
            f"This desk holds {users:,} users and {loads:,} loads, which would be gone. "
            "Take a backup of it where any of that is wanted, then add --replace."
        )


def _counted(connection: Connection, table: Any) -> int:
    with connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0) if inspect(connection).has_table(table.name) else 0


def _kept(settings: Settings) -> _Kept:
    """Of an accounts database that answers; there is nothing to keep of one that was never made."""
    with accounts_engine(settings).connect() as connection:
        present = set(inspect(connection).get_table_names())
        if not {ERASED_IDENTIFIERS.name, API_TOKENS.name, AUDIT_HEAD.name} <= present:
            return _Kept()
        tokens = select(API_TOKENS.c.token_hash, API_TOKENS.c.revoked_at).where(API_TOKENS.c.revoked_at.is_not(None))
        return _Kept(
            [dict(row) for row in connection.execute(select(ERASED_IDENTIFIERS)).mappings()],
            {row.token_hash: row.revoked_at for row in connection.execute(tokens)},
            dict(connection.execute(select(AUDIT_HEAD.c.sequence, AUDIT_HEAD.c.hash)).mappings().one()),
        )


def _settle_accounts(settings: Settings, kept: _Kept) -> None:
    """Up to date; nobody is signed in; what had been taken away stays away."""
    now = int(time.time())
    with operating.accounts(settings).begin() as connection:
        connection.execute(update(SESSIONS).where(SESSIONS.c.revoked_at.is_(None)).values(revoked_at=now))
        connection.execute(delete(ONE_TIME_LINKS))
        for token, revoked in kept.revoked.items():
            connection.execute(
                update(API_TOKENS).where(API_TOKENS.c.token_hash == token, API_TOKENS.c.revoked_at.is_(None)).values(revoked_at=revoked)
            )
        for row in kept.erased:
            here = select(ERASED_IDENTIFIERS.c.hash).where(ERASED_IDENTIFIERS.c.hash == row["hash"])
            if not connection.scalar(select(exists(here))):
                connection.execute(insert(ERASED_IDENTIFIERS).values(row))
        stop_all(connection, STOPPED)


def _published(settings: Settings, progress: Progress | None) -> tuple[int | None, int, list[str]]:
    """A new version of what was restored, without the erased. Copies of the versions before it go first: numbers come again."""
    columnar.withdraw(settings)
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.begin() as connection:
        done = forget_again(settings, connection)
    if done.total:
        version, notes = publish_without(settings, +done.rows, progress)
        return version, done.total, notes
    try:
        return build_locked(settings, progress).version, 0, []
    except NoData:
        return None, 0, []


def _note(settings: Settings, viewer: Viewer, folder: Path, restored: Restored, kept: _Kept, began: int) -> None:
    """In the trail of the restored desk stands where the trail that it replaces had come to."""
    detail = {"made_at": restored.made_at, "rows": restored.rows, "erased_again": restored.erased, "replaced_trail": kept.head}
    said = f"The backup of {restored.made_at} UTC is restored."
    with accounts_engine(settings).begin() as connection:
        note(connection, viewer, TASK, folder.name, Run(said, restored.rows), began)
        audit.append(connection, viewer, Action.RESTORED, f"backup:{restored.made_at}", detail)
