"""Work that takes longer than an answer may: a process of its own, one at a time, whose outcome stays in VAR_DIR.

`python -m jobs.background` reads what to do from standard input. Settings come from the environment, as for every command.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.roles import role
from dashapp.auth.users import scope_of
from dashapp.auth.viewer import Viewer, viewer_for
from dashapp.db.accounts import USERS
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden, TallyroomError, UserError
from dashapp.processes import is_alive, process_name
from dashapp.settings import Settings
from jobs.after_build import start_checks
from jobs.build import build
from jobs.check import check
from jobs.duplicates.search import search
from jobs.job_runs import SORRY, recorded
from jobs.lock import Busy
from jobs.periods import lock
from jobs.privacy.erase import erase
from jobs.privacy.requests import open_for
from jobs.quality.incidents import found_words
from jobs.retention import run as run_retention
from queries.office import Work

STARTING_SECONDS = 30
COMMAND = [sys.executable, "-m", "jobs.background"]
_FILE, _LOCK = "background.json", "background.lock"
_ROOT = Path(__file__).parents[1]
_CHILDREN: list[subprocess.Popen[bytes]] = []

Task = Callable[[Settings, Viewer, Mapping[str, Any]], str]


def start(settings: Settings, viewer: Viewer, task: str, given: Mapping[str, Any]) -> Work:
    """Begin a task in a process of its own; Busy while another runs. The process asks anew what the person may do."""
    asked = json.dumps({"task": task, "user_id": viewer.user_id, "given": dict(given)})
    with (settings.var_dir / _LOCK).open("w") as gate, tempfile.TemporaryFile() as question:
        # Two requests at a time would both find nothing under way.
        fcntl.flock(gate, fcntl.LOCK_EX)
        running = work(settings)
        if running and running.state == "running":
            raise Busy(f"{running.title} of {running.by} is under way. Try again when it is done.")
        begun = _begun(task, given, viewer)
        _write(settings, begun, "")
        question.write(asked.encode())
        question.seek(0)
        # A session of its own, so that it ends when it is done and not when this server is stopped.
        process = subprocess.Popen(COMMAND, cwd=_ROOT, stdin=question, stdout=subprocess.DEVNULL, start_new_session=True)
    _CHILDREN[:] = [child for child in _CHILDREN if child.poll() is None] + [process]
    return begun


def work(settings: Settings) -> Work | None:
    """What runs or ran last on this machine; one whose process is gone without a word has stopped."""
    try:
        held = json.loads((settings.var_dir / _FILE).read_text())
        process, found = held.pop("process"), Work(**held)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        # Nothing ran yet, or an earlier release wrote it otherwise.
        return None
    is_starting = not process and time.time() - found.began_at < STARTING_SECONDS
    if found.state != "running" or is_starting or (process and is_alive(process)):
        return found
    return replace(found, state="stopped", said="The process ended without a word. The log may say why.")


def perform(settings: Settings, asked: Mapping[str, Any]) -> Work:
    """Do what was asked, as the person who asked, with what they may do at this moment."""
    viewer = _person(settings, int(asked["user_id"]))
    begun = _begun(asked["task"], asked["given"], viewer)
    _write(settings, begun, process_name(os.getpid()))
    try:
        with recorded(settings, viewer, begun.task, begun.about) as told:
            told.said = TASKS[asked["task"]](settings, viewer, asked["given"])
        ended = replace(begun, state="done", said=told.said)
    except TallyroomError as error:
        ended = replace(begun, state="failed", said=str(error))
    except BaseException:
        _write(settings, replace(begun, state="failed", said=SORRY, ended_at=int(time.time())), "")
        raise
    ended = replace(ended, ended_at=int(time.time()))
    _write(settings, ended, "")
    return ended


def _build(settings: Settings, viewer: Viewer, _given: Mapping[str, Any]) -> str:
    version = build(settings, wait=True)
    audit.record(settings, viewer, Action.BUILT, f"version:{version.version}")
    start_checks(settings)
    return f"Version {version.version} is published."


def _lock(settings: Settings, viewer: Viewer, given: Mapping[str, Any]) -> str:
    made = lock(settings, str(given["month"]), viewer)
    return f"Everything through {made.through:%-d %b %Y} is locked as version {made.version} published it."


def _erase(settings: Settings, viewer: Viewer, given: Mapping[str, Any]) -> str:
    number = int(given["request_id"])
    done = erase(settings, viewer, open_for(settings, number).subjects, request_id=number, wait=True)
    words = [f"{sum(done.rows.values()):,} rows replaced, {done.identifiers:,} identifiers registered.", *done.notes]
    if done.left_in:
        words.append(f"{len(done.left_in)} files on disk may still hold an address: manage.py subject names them.")
    return " ".join(words)


def _retention(settings: Settings, viewer: Viewer, _given: Mapping[str, Any]) -> str:
    removed = {outcome.name: outcome.removed for outcome in run_retention(settings, viewer, dry_run=False, wait=True)}
    told = ", ".join(f"{count:,} of {name.replace('_', ' ')}" for name, count in removed.items() if count)
    return f"Removed: {told}." if told else "Nothing was older than its rule keeps."


def _check(settings: Settings, viewer: Viewer, given: Mapping[str, Any]) -> str:
    done = check(settings, [str(given["check_name"])], cause="person", viewer=viewer, wait=True)
    return " ".join(
        f"{one.status}: {found_words(one)}" if one.violations is not None else f"{one.status}: {one.message}" for one in done.outcomes
    )


def _checks(settings: Settings, viewer: Viewer, _given: Mapping[str, Any]) -> str:
    done = check(settings, cause="person", viewer=viewer, wait=True)
    counts = Counter(outcome.status for outcome in done.outcomes)
    return ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items())) + "."


def _search_duplicates(settings: Settings, viewer: Viewer, _given: Mapping[str, Any]) -> str:
    found = search(settings, viewer)
    pairs, merges = sum(one.automatic + one.review for one in found), sum(one.merges for one in found)
    return f"{sum(one.accounts for one in found):,} accounts compared. Proposed: pairs {pairs:,}, merges {merges:,}."


TASKS: Mapping[str, Task] = {
    "build": _build,
    "lock": _lock,
    "erase": _erase,
    "retention": _retention,
    "check": _check,
    "checks": _checks,
    "duplicates": _search_duplicates,
    "merges": _build,
}
TITLES = {
    "build": "A build after change {change_id}",
    "lock": "The lock of {month}",
    "erase": "The erasure of request {request_id}",
    "retention": "The retention run",
    "check": "The check {check_name}",
    "checks": "A run of every check",
    "duplicates": "The search for duplicate customers",
    "merges": "A build with the merges",
}


def _begun(task: str, given: Mapping[str, Any], viewer: Viewer) -> Work:
    about = " ".join(map(str, given.values()))
    return Work(task, about, TITLES[task].format(**given), viewer.name, int(time.time()), "running")


def _person(settings: Settings, user_id: int) -> Viewer:
    with accounts_engine(settings).connect() as connection:
        row = connection.execute(select(USERS).where(USERS.c.user_id == user_id)).mappings().one_or_none()
    if row is None or row["status"] != "active":
        raise Forbidden("Whoever asked for this may not come in any more.")
    viewer = viewer_for(row["user_id"], row["name"], role(row["role"]), scope_of(row["scope"]), row["locale"])
    if viewer.scope.limits():
        raise UserError("The reach of whoever asked for this is limited by now.")
    return viewer


def _write(settings: Settings, told: Work, process: str) -> None:
    """Whole or not at all: another process may be reading."""
    draft = settings.var_dir / f"{_FILE}.{os.getpid()}"
    draft.write_text(json.dumps({**asdict(told), "process": process}))
    draft.replace(settings.var_dir / _FILE)


if __name__ == "__main__":
    perform(Settings.from_environment(), json.loads(sys.stdin.read()))
