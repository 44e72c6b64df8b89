"""Runs of jobs in the accounts database: when each began and ended, for whom, how, and what it said. Builds and checks have their own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from dashapp.auth import operating
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.db.maintenance import JOB_RUNS
from dashapp.errors import TallyroomError
from dashapp.processes import is_alive, process_name
from dashapp.settings import Settings

SORRY = "It went wrong on our side; the log says how."
DIED = "The process ended without a word."
LONGEST_ABOUT = 200


@dataclass
class Run:
    """What a job tells of itself when it has ended: a sentence, and how many rows and bytes it handled."""

    said: str = ""
    rows: int | None = None
    bytes: int | None = None


@contextmanager
def recorded(settings: Settings, viewer: Viewer, task: str, about: str = "") -> Iterator[Run]:
    """Keep a run while the block is at work, and how it ended. Runs whose process is gone are marked on the way."""
    engine, told = operating.accounts(settings), Run()
    _bury_the_dead(engine)
    with engine.begin() as connection:
        row = {**_named(viewer, task, about), "began_at": int(time.time()), "state": "running"}
        number = connection.execute(insert(JOB_RUNS).values(row)).inserted_primary_key[0]
    try:
        yield told
    except BaseException as error:
        _end(settings, number, Run(str(error) if isinstance(error, TallyroomError) else SORRY), "failed")
        raise
    _end(settings, number, told, "done")


def note(connection: Connection, viewer: Viewer, task: str, about: str, told: Run, began_at: int) -> None:
    """Keep a run that has ended well, where it could not be kept while it was at work."""
    row = {**_named(viewer, task, about), "began_at": began_at, "ended_at": int(time.time()), "state": "done"}
    connection.execute(insert(JOB_RUNS).values(**row, said=told.said, rows=told.rows, bytes=told.bytes))


def stop_all(connection: Connection, said: str) -> None:
    """Mark whatever is written down as running: it does not run here."""
    stopped = update(JOB_RUNS).where(JOB_RUNS.c.state == "running")
    connection.execute(stopped.values(state="stopped", ended_at=int(time.time()), said=said))


def _named(viewer: Viewer, task: str, about: str) -> dict[str, Any]:
    return {"task": task, "about": about[:LONGEST_ABOUT], "asked_by": viewer.name, "process": process_name(os.getpid())}


def _end(settings: Settings, number: int, told: Run, state: str) -> None:
    ended = update(JOB_RUNS).where(JOB_RUNS.c.run_id == number)
    with accounts_engine(settings).begin() as connection:
        connection.execute(ended.values(state=state, ended_at=int(time.time()), said=told.said, rows=told.rows, bytes=told.bytes))


def _bury_the_dead(engine: Engine) -> None:
    # Read and written apart: on SQLite what was read may not be written after somebody else has.
    with engine.connect() as connection:
        running = connection.execute(select(JOB_RUNS.c.run_id, JOB_RUNS.c.process).where(JOB_RUNS.c.state == "running")).all()
    dead = [number for number, process in running if not is_alive(process)]
    if dead:
        stopped = update(JOB_RUNS).where(JOB_RUNS.c.run_id.in_(dead), JOB_RUNS.c.state == "running")
        with engine.begin() as connection:
            connection.execute(stopped.values(state="stopped", ended_at=int(time.time()), said=DIED))
