"""Whether the last build failed, for the words on every page."""

from __future__ import annotations

import sqlalchemy

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings

TABLE = "warehouse_build_runs"
_LATEST = sqlalchemy.text(f"select status, started_at, message from {TABLE} order by run_id desc limit 1")


def last_failure(settings: Settings) -> str | None:
    """What the latest build said when it failed; None when it went well, is running, or there is none."""
    engine = warehouse_engine(settings)
    with engine.connect() as connection:
        if not connection.dialect.has_table(connection, TABLE):
            return None
        row = connection.execute(_LATEST).first()
    return f"the build of {row.started_at} UTC failed: {row.message}" if row and row.status == "failed" else None
