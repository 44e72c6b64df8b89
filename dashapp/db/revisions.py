"""Revisions of the accounts database: those this release knows, by the names of their files, and the one a database is at.

Read without Alembic, whose import takes as long as many a command: it is needed only where something is to be upgraded.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect

VERSION_TABLE = "accounts_revision"
FOLDER = Path(__file__).with_name("migrations")


def known_revisions() -> list[str]:
    """Every revision of this release, oldest first: `v0007_personal_data.py` holds 0007."""
    return sorted(path.stem.removeprefix("v").partition("_")[0] for path in (FOLDER / "versions").glob("v*.py"))


def newest_revision() -> str:
    """The revision that this release expects."""
    return known_revisions()[-1]


def current_revision(connection: Connection) -> str | None:
    """The revision that a database is at, None for an empty one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    held = connection.exec_driver_sql(f"select version_num from {VERSION_TABLE}").scalar_one_or_none()  # noqa: S608 a name of ours
    return None if held is None else str(held)
