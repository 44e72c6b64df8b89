"""Where runs and their results are kept: the accounts database, which no rebuild and no undone load touches."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.engine import Engine

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.viewer import Viewer
from dashapp.db.quality import QUALITY_COLUMNS, QUALITY_RESULTS, QUALITY_RUNS
from jobs.quality.incidents import Opened, follow
from jobs.quality.outcome import Outcome
from queries.checks import SEVERITIES
from queries.versions import Version

# Profiles are kept of so many runs; results of all.
PROFILES_KEPT = 60


def begin(engine: Engine, cause: str, viewer: Viewer, version: Version, *, is_whole: bool) -> int:
    """Note that a run begins; its number."""
    row = {
        "started_at": int(time.time()),
        "cause": cause,
        "asked_by": viewer.name,
        "is_whole": is_whole,
        "warehouse_version": version.version,
        "as_of_date": version.as_of.isoformat(),
        "currency": version.currency,
    }
    with engine.begin() as connection:
        return int(connection.execute(insert(QUALITY_RUNS).values(**row)).inserted_primary_key[0])


def finish(
    engine: Engine, viewer: Viewer, run_id: int, outcomes: Sequence[Outcome], *, is_whole: bool, milliseconds: float
) -> list[Opened]:
    """Keep what a run found and what follows of it, all or nothing; the incidents that it opened."""
    results = [_row(run_id, outcome) for outcome in outcomes]
    ended = update(QUALITY_RUNS).where(QUALITY_RUNS.c.run_id == run_id)
    counts = {"checks": len(outcomes), "alarming": sum(outcome.is_alarming for outcome in outcomes)}
    with engine.begin() as connection:
        audit.append(connection, viewer, Action.CHECKED, f"run:{run_id}", counts)
        connection.execute(ended.values(finished_at=int(time.time()), milliseconds=round(milliseconds)))
        if results:
            connection.execute(insert(QUALITY_RESULTS), results)
        return follow(connection, run_id, outcomes, is_whole=is_whole)


def keep_profiles(engine: Engine, run_id: int, profiles: Sequence[Mapping[str, Any]]) -> None:
    """Keep the profiles of a run, and forget those of the oldest runs."""
    held = select(QUALITY_COLUMNS.c.run_id).distinct().order_by(QUALITY_COLUMNS.c.run_id.desc()).limit(PROFILES_KEPT)
    with engine.begin() as connection:
        if profiles:
            connection.execute(insert(QUALITY_COLUMNS), [{**profile, "run_id": run_id} for profile in profiles])
            connection.execute(delete(QUALITY_COLUMNS).where(QUALITY_COLUMNS.c.run_id < min(connection.scalars(held))))


def count_older(engine: Engine, since: int) -> int:
    """How many results are of runs from before a moment that say nothing of today any more."""
    with engine.connect() as connection:
        asked = select(func.count()).select_from(QUALITY_RESULTS).where(QUALITY_RESULTS.c.run_id.in_(_older(since)))
        return int(connection.scalar(asked) or 0)


def remove_older(engine: Engine, since: int) -> int:
    """Forget those runs with all that they found; how many results went. Incidents and what happened to them stay."""
    with engine.begin() as connection:
        runs = connection.scalars(_older(since)).all()
        connection.execute(delete(QUALITY_COLUMNS).where(QUALITY_COLUMNS.c.run_id.in_(runs)))
        removed = connection.execute(delete(QUALITY_RESULTS).where(QUALITY_RESULTS.c.run_id.in_(runs))).rowcount
        connection.execute(delete(QUALITY_RUNS).where(QUALITY_RUNS.c.run_id.in_(runs)))
    return removed


def _older(since: int) -> Select[tuple[int]]:
    """The runs from before a moment, without the latest of everything and those that hold the latest result of a check."""
    latest = select(func.max(QUALITY_RESULTS.c.result_id)).group_by(QUALITY_RESULTS.c.check_name)
    needed = select(QUALITY_RESULTS.c.run_id).where(QUALITY_RESULTS.c.result_id.in_(latest))
    whole = select(func.max(QUALITY_RUNS.c.run_id)).where(QUALITY_RUNS.c.is_whole, QUALITY_RUNS.c.finished_at.is_not(None))
    runs = QUALITY_RUNS.c
    return select(runs.run_id).where(runs.started_at < since, runs.run_id.not_in(needed), runs.run_id.not_in(whole))


def is_checked(engine: Engine, version: Version) -> bool:
    """Whether a whole run has looked at this version."""
    runs = QUALITY_RUNS.c
    asked = select(runs.run_id).where(runs.warehouse_version == version.version, runs.is_whole, runs.finished_at.is_not(None)).limit(1)
    with engine.connect() as connection:
        return connection.scalar(asked) is not None


def _row(run_id: int, outcome: Outcome) -> dict[str, object]:
    measure = outcome.measure
    copied = {name: getattr(measure, name) for name in ("kind", "tier", "severity", "tolerance", "owner", "definition_hash")}
    found = {name: getattr(outcome, name) for name in ("status", "violations", "denominator", "share", "at_risk_cents", "message")}
    return {
        "run_id": run_id,
        "check_name": measure.name,
        "table_name": measure.table,
        "weight": SEVERITIES[measure.severity],
        "milliseconds": outcome.milliseconds,
        **copied,
        **found,
    }
