"""Outcome: what a run found for one measure, and which of the five statuses that is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from jobs.quality.relations import Relations, StatementFailed
from queries.checks import Measure

PASS, FAIL, WARN, NOT_APPLICABLE, ERROR = STATUSES = ("pass", "fail", "warn", "not applicable", "error")


@dataclass(frozen=True)
class Outcome:
    """Counts are None where nothing could be counted; message says why. at_risk_cents: of the reporting currency, None if unknown."""

    measure: Measure
    status: str
    violations: int | None
    denominator: int | None
    at_risk_cents: int | None
    milliseconds: float
    message: str | None = None

    @property
    def share(self) -> float | None:
        """The part of the population that offends."""
        return self.violations / self.denominator if self.violations is not None and self.denominator else None

    @property
    def is_alarming(self) -> bool:
        """Whether whoever asked must not go on as if nothing were: a critical check failed, or it could not even be run."""
        return self.measure.severity == "critical" and self.status in (FAIL, ERROR)


def taken(measure: Measure, held: Relations) -> Outcome:
    """Run one measure; what cannot be run is an error, which never counts as passed."""
    began = time.perf_counter()
    try:
        [(denominator,)] = held.rows(measure.population, measure.values)
        [(violations, at_risk)] = held.rows(measure.violations, measure.values) if denominator else [(0, None)]
    except StatementFailed as error:
        return Outcome(measure, ERROR, None, None, None, _since(began), str(error))
    return counted(measure, int(violations), int(denominator), _whole(at_risk), _since(began))


def counted(
    measure: Measure, violations: int, denominator: int, at_risk_cents: int | None, milliseconds: float, message: str | None = None
) -> Outcome:
    """The outcome of these counts. A population that is empty says nothing, and so does a check of it."""
    status = status_of(measure, violations, denominator)
    return Outcome(measure, status, violations, denominator, at_risk_cents, milliseconds, message)


def status_of(measure: Measure, violations: int, denominator: int) -> str:
    """Within its tolerance a check passes; beyond it a minor one warns and any other fails."""
    if not denominator:
        return NOT_APPLICABLE
    if violations <= measure.tolerance * denominator:
        return PASS
    return WARN if measure.severity == "minor" else FAIL


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
