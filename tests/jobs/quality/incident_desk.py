"""A desk whose checks end as a test says, and what its incidents then are."""

from __future__ import annotations

import datetime

import queries
from dashapp.auth import users
from dashapp.auth.roles import role
from dashapp.auth.viewer import OPERATOR, Viewer, viewer_for
from dashapp.db.engines import accounts_engine
from dashapp.settings import Settings
from jobs.quality import store
from jobs.quality.incidents import Opened
from jobs.quality.notice import tell
from jobs.quality.outcome import Outcome
from queries.checks import Measure
from queries.run import run
from queries.versions import Version

DATE = datetime.date(2026, 1, 1)
VERSION = Version(1, "2026-01-01", DATE, "EUR", DATE, DATE, {}, 0, is_demo=False)
TOMORROW = (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=2)).isoformat()
DAY = 86_400


def person(settings: Settings, name: str) -> Viewer:
    found = users.user(accounts_engine(settings), name)
    return viewer_for(found.user_id, found.name, role(found.role), found.scope)


def outcome(name: str, status: str, severity: str = "critical", owner: str = "Operations") -> Outcome:
    measure = Measure(name, "check", "accuracy", severity, 0.0, owner, "Mend it.", "orders", "select 1", "select 1")
    return Outcome(
        measure, status, {"pass": 0, "not applicable": 0}.get(status, 3), 10, None, 1.0, "It broke." if status == "error" else None
    )


def ran(settings: Settings, *outcomes: Outcome, is_whole: bool = True) -> list[Opened]:
    engine = accounts_engine(settings)
    run_id = store.begin(engine, "command", OPERATOR, VERSION, is_whole=is_whole)
    opened = store.finish(engine, OPERATOR, run_id, outcomes, is_whole=is_whole, milliseconds=1.0)
    tell(settings, opened)
    return opened


def incidents(settings: Settings) -> dict[str, dict]:
    return {row["check_name"]: row for row in run(queries.open(settings), "quality.incidents", {}, OPERATOR).records()}
