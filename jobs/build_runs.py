"""The log of builds: which one is running, and what the last one that failed said."""

from __future__ import annotations

import datetime
import os
import socket
from pathlib import Path

from sqlalchemy import desc, insert, inspect, select, update
from sqlalchemy.engine import Connection, Engine

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from jobs.raw import build_runs

DIED = "The process ended before the build was finished; the version before stays. Run `manage.py build` again."


def start(engine: Engine) -> int:
    """Note that a build begins; its number is also the version it publishes, so no version number ever comes twice."""
    with engine.begin() as connection:
        # The lock is held, so a build still marked as running has no process any more.
        died = update(build_runs).where(build_runs.c.status == "running")
        connection.execute(died.values(status="failed", finished_at=now(), message=DIED))
        row = insert(build_runs).values(started_at=now(), status="running", process=_process(os.getpid()))
        return int(connection.execute(row).inserted_primary_key[0])


def finish(connection: Connection, run: int, status: str, message: str | None = None) -> None:
    """Note how a build ended."""
    ended = update(build_runs).where(build_runs.c.run_id == run)
    connection.execute(ended.values(status=status, finished_at=now(), message=message))


def last_failure(settings: Settings) -> str | None:
    """What the latest build said when it failed or died; None when it went well, is running, or there is none."""
    engine = warehouse_engine(settings)
    if not inspect(engine).has_table(build_runs.name):
        return None
    columns = (build_runs.c.status, build_runs.c.message, build_runs.c.process, build_runs.c.started_at)
    with engine.connect() as connection:
        for status, message, process, started in connection.execute(select(*columns).order_by(desc(build_runs.c.run_id)).limit(2)):
            if status != "running":
                return f"The build of {started} UTC failed. {message}" if status == "failed" else None
            if not _alive(process):
                return f"The build of {started} UTC failed. {DIED}"
    return None


def now() -> str:
    """This moment as the warehouse writes it: UTC, ISO."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


def _process(number: int) -> str:
    return f"{socket.gethostname()} {number} {_started(number)}"


def _started(number: int) -> str:
    """When a process began, in ticks since the machine did: a number that is used again has another start."""
    stat = Path(f"/proc/{number}/stat")
    return stat.read_text().rpartition(")")[2].split()[19] if stat.exists() else "-"


def _alive(process: str) -> bool:
    """Whether the process is there; one on another machine is believed to be."""
    host, number, started = process.split()
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(int(number)) == started
