"""Incidents: what follows from the results of a run. A check that fails opens the one that it has; one that passes resolves it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from dashapp.db.incidents import QUALITY_INCIDENT_EVENTS, QUALITY_INCIDENTS
from jobs.quality.outcome import FAIL, NOT_APPLICABLE, PASS, WARN, Outcome
from jobs.quality.waivers import waived

# Days in which a failure is to be mended, by how grave the check is.
DUE_DAYS = {"critical": 1, "major": 7, "minor": 30}
BY_CHECKS = "checks"
RESOLVED = "resolved"
_MENDED = {PASS: "The check passes again.", WARN: "The check only warns by now.", NOT_APPLICABLE: "The shop has no such rows any more."}
_GONE = "The check counts no more."
_DAY = 86_400
_INCIDENTS = QUALITY_INCIDENTS.c


@dataclass(frozen=True)
class Opened:
    """An incident that a run opened or opened again, and what the run found. assignee: whom it was given to before, if anybody."""

    incident_id: int
    outcome: Outcome
    assignee: str | None


def follow(connection: Connection, run_id: int, outcomes: Iterable[Outcome], *, is_whole: bool) -> list[Opened]:
    """Open, keep and resolve incidents by what a run found; those that were opened.

    The transaction is the caller's, who has written to the audit trail in it: so of two runs that end at once the second waits.
    A failure that is waived opens nothing. An error neither opens nor resolves: it says nothing of the data. After a run of
    everything, incidents of checks that count no more are resolved.
    """
    found = {outcome.measure.name: outcome for outcome in outcomes}
    held = {row["check_name"]: row for row in connection.execute(select(QUALITY_INCIDENTS)).mappings()}
    now, spared = int(time.time()), waived(connection)
    failing = [outcome for name, outcome in found.items() if outcome.status == FAIL and name not in spared]
    opened = [_opened(connection, held.get(outcome.measure.name), outcome, run_id, now) for outcome in failing]
    for name, row in held.items():
        if row["status"] == RESOLVED:
            continue
        if name in found and found[name].status in _MENDED:
            _resolve(connection, row, now, _MENDED[found[name].status])
        elif is_whole and name not in found:
            _resolve(connection, row, now, _GONE)
    return [one for one in opened if one is not None]


def note(connection: Connection, incident_id: int, by_name: str, event: str, words: str, at: int | None = None) -> None:
    """Write down what happened to an incident."""
    row = {"incident_id": incident_id, "at": int(time.time()) if at is None else at, "by_name": by_name, "event": event, "words": words}
    connection.execute(insert(QUALITY_INCIDENT_EVENTS).values(**row))


def found_words(outcome: Outcome) -> str:
    """How many rows offend, out of how many."""
    return f"{outcome.violations:,} of {outcome.denominator:,} rows offend."


def _opened(connection: Connection, row: RowMapping | None, outcome: Outcome, run_id: int, now: int) -> Opened | None:
    """The incident of a failure, if it was not open before."""
    measure = outcome.measure
    values: dict[str, Any] = {"table_name": measure.table, "severity": measure.severity, "owner": measure.owner, "run_id": run_id}
    if row is not None and row["status"] != RESOLVED:
        connection.execute(update(QUALITY_INCIDENTS).where(_INCIDENTS.incident_id == row["incident_id"]).values(**values))
        return None
    values |= {"status": "new", "opened_at": now, "due_at": now + DUE_DAYS[measure.severity] * _DAY}
    if row is None:
        made = insert(QUALITY_INCIDENTS).values(check_name=measure.name, first_opened_at=now, reopened=0, **values)
        number = int(connection.execute(made.returning(_INCIDENTS.incident_id)).scalar_one())
    else:
        number = row["incident_id"]
        values |= {"acknowledged_at": None, "resolved_at": None, "told": None, "reopened": row["reopened"] + 1}
        connection.execute(update(QUALITY_INCIDENTS).where(_INCIDENTS.incident_id == number).values(**values))
    note(connection, number, BY_CHECKS, "opened" if row is None else "reopened", found_words(outcome), now)
    return Opened(number, outcome, row["assignee"] if row else None)


def _resolve(connection: Connection, row: RowMapping, now: int, words: str) -> None:
    resolved = update(QUALITY_INCIDENTS).where(_INCIDENTS.incident_id == row["incident_id"])
    connection.execute(resolved.values(status=RESOLVED, resolved_at=now))
    note(connection, row["incident_id"], BY_CHECKS, RESOLVED, words, now)
