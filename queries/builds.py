"""Whether the last build failed, for the words on every page."""

from __future__ import annotations

import sqlalchemy

from dashapp.db.engines import warehouse_engine
from dashapp.processes import is_alive
from dashapp.settings import Settings

TABLE = "warehouse_build_runs"
DIED = "The process ended before the build was finished; the version before stays. Run `manage.py build` again."
_LATEST = sqlalchemy.text("select status, message, process, started_at from warehouse_build_runs order by run_id desc limit 2")


def last_failure(settings: Settings) -> str | None:
    """What the latest build said when it failed or died; None when it went well, is running, or there is none."""
    engine = warehouse_engine(settings)
    with engine.connect() as connection:
        if not connection.dialect.has_table(connection, TABLE):
            return None
        for status, message, process, started in connection.execute(_LATEST):
            if status != "running":
                return f"The build of {started} UTC failed. {message}" if status == "failed" else None
            if not is_alive(process):
                return f"The build of {started} UTC failed. {DIED}"
    return None
