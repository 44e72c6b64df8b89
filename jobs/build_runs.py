"""The log of builds: which one is running, and what the last one that failed said."""

from __future__ import annotations

import datetime
import os

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection, Engine

from dashapp.processes import process_name
from jobs.raw import build_runs
from queries.builds import DIED


def start(engine: Engine) -> int:
    """Note that a build begins; its number is also the version it publishes, so no version number ever comes twice."""
    with engine.begin() as connection:
        # The lock is held, so a build still marked as running has no process any more.
        died = update(build_runs).where(build_runs.c.status == "running")
        connection.execute(died.values(status="failed", finished_at=now(), message=DIED))
        row = insert(build_runs).values(started_at=now(), status="running", process=process_name(os.getpid()))
        return int(connection.execute(row).inserted_primary_key[0])


def finish(connection: Connection, run: int, status: str, message: str | None = None) -> None:
    """Note how a build ended."""
    ended = update(build_runs).where(build_runs.c.run_id == run)
    connection.execute(ended.values(status=status, finished_at=now(), message=message))


def now() -> str:
    """This moment as the warehouse writes it: UTC, ISO."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


def moment_of(written: str) -> int:
    """A moment as the warehouse writes it, in seconds since 1970."""
    return int(datetime.datetime.fromisoformat(written).replace(tzinfo=datetime.UTC).timestamp())
