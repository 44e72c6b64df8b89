"""One load or build at a time: across processes by a file under VAR_DIR, across machines by PostgreSQL."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import text
from sqlalchemy.engine import Connection

from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings

POLL_SECONDS = 0.2
# Any number will do, as long as every installation uses the same one; the second number is the schema's.
_ADVISORY = 1_947_110_563


class Busy(UserError):
    """Another load or build holds the lock; the message says who."""

    status = 409


@contextmanager
def only_one(settings: Settings, command: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of the warehouse. `command` is shown to whoever finds it held.

    Held by somebody else: `wait` waits until it is free, else Busy says who holds it and since when.
    """
    holder = {"pid": os.getpid(), "since": datetime.datetime.now(datetime.UTC).isoformat(" ", "seconds"), "command": command}
    with _file_lock(settings.var_dir / "warehouse.lock", holder, wait), _database_lock(settings, holder, wait):
        yield


@contextmanager
def _file_lock(path: Path, holder: dict[str, object], wait: bool) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        while not _locked(file):
            if not wait:
                raise _busy(_written_holder(file))
            time.sleep(POLL_SECONDS)
        try:
            _write_holder(file, json.dumps(holder))
            yield
        finally:
            # Emptied, never unlinked: a waiting process has this very file open.
            _write_holder(file, "")


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_holder(file: IO[str], content: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(content)
    file.flush()


def _written_holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        return "process {pid} since {since} UTC ({command})".format(**json.loads(file.read()))
    except (ValueError, KeyError):
        return "another process that started this moment"


def _busy(holder: str) -> Busy:
    return Busy(f"Only one load or build runs at a time, and {holder} is at it. Try again when it has finished, or add --wait.")


@contextmanager
def _database_lock(settings: Settings, holder: dict[str, object], wait: bool) -> Iterator[None]:
    engine = warehouse_engine(settings)
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(text("select pg_try_advisory_lock(:number, hashtext(current_schema()))"), {"number": _ADVISORY}):
            if not wait:
                raise _busy(_session_holder(connection))
            time.sleep(POLL_SECONDS)
        name = f"tallyroom {holder['pid']} {holder['command']}"[:63]
        connection.execute(text("select set_config('application_name', :name, false)"), {"name": name})
        try:
            yield
        finally:
            # The pool keeps the session, so the lock would stay: it is given back by hand.
            connection.execute(text("select pg_advisory_unlock(:number, hashtext(current_schema()))"), {"number": _ADVISORY})
            connection.execute(text("select set_config('application_name', 'tallyroom', false)"))


def _session_holder(connection: Connection) -> str:
    found = connection.execute(
        text(
            "select a.application_name, coalesce(host(a.client_addr), 'this machine') from pg_locks l "
            "join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory' and l.granted and l.classid = :number "
            "and l.objid = cast(hashtext(current_schema()) as oid) and a.datname = current_database()"
        ),
        {"number": _ADVISORY},
    ).first()
    return f"{found[0]!r} at {found[1]}" if found else "another session of the database"
