"""Bring the accounts database to the newest revision: an empty one, or one of an older release with rows in it."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection

from dashapp.db.engines import accounts_engine
from dashapp.db.revisions import FOLDER, current_revision, newest_revision
from dashapp.errors import SettingError
from dashapp.settings import Settings

_LOCK = 7_355_608_101


def migrate(settings: Settings, revision: str = "head") -> str:
    """Upgrade and return the revision reached. All or nothing; a second process waits and finds nothing to do."""
    with accounts_engine(settings).begin() as connection:
        _alone(connection)
        try:
            command.upgrade(_config(connection), revision)
        except (CommandError, ResolutionError) as error:
            raise SettingError(_unknown(connection, str(error))) from None
        return current_revision(connection) or ""


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_LOCK})")
        return
    # A plain "begin" would let two processes read the same old revision; only "immediate" locks before reading.
    connection.exec_driver_sql("commit")
    connection.exec_driver_sql("begin immediate")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _unknown(connection: Connection, reason: str) -> str:
    return (
        f"The database of ACCOUNTS_URL cannot be upgraded to {newest_revision()}: {reason}. "
        "It is of a newer release, or not ours. Install that release, or let ACCOUNTS_URL name another database."
    )
