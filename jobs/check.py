"""Running the checks: every one after a build and on request, or some by name, now. What they find is kept."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatchcase

import queries
from dashapp.db.engines import accounts_engine
from dashapp.errors import NotFound, near
from dashapp.settings import Settings
from jobs.lock import only_one
from jobs.quality import store
from jobs.quality.measures import measures
from jobs.quality.outcome import Outcome, taken
from jobs.quality.relations import relations
from jobs.quality.store import Cause
from queries.checks import Measure
from queries.versions import Version

BY_COMMAND = Cause("command", "operator")
AFTER_BUILD = Cause("build", "operator")


@dataclass(frozen=True)
class Checked:
    """A run: its number in the history, the version that it looked at, and what it found."""

    run_id: int
    version: Version
    outcomes: tuple[Outcome, ...]
    milliseconds: float

    @property
    def alarming(self) -> tuple[Outcome, ...]:
        """Critical checks that failed or could not be run."""
        return tuple(outcome for outcome in self.outcomes if outcome.is_alarming)


def check(settings: Settings, names: Sequence[str] = (), cause: Cause = BY_COMMAND, *, wait: bool = False) -> Checked:
    """Run every check, or those named, on one moment of the warehouse; NoData when nothing is published.

    While a load or a build is under way: Busy, or with `wait` once it has ended. The lock is held only until that moment is taken, so
    a load need not wait for the checks.
    """
    began = time.perf_counter()
    with ExitStack() as opened:
        with only_one(settings, "check", wait=wait):
            version = queries.open(settings).version(fresh=True)
            asked = chosen(measures(version), names)
            held = opened.enter_context(
                relations(settings, [text for measure in asked for text in (measure.violations, measure.population)])
            )
        run_id = store.begin(accounts_engine(settings), cause, version, is_whole=not names)
        outcomes = tuple(taken(measure, held) for measure in asked)
    milliseconds = (time.perf_counter() - began) * 1000
    store.finish(accounts_engine(settings), run_id, outcomes, [], milliseconds)
    return Checked(run_id, version, outcomes, milliseconds)


def chosen(known: Iterable[Measure], names: Sequence[str]) -> list[Measure]:
    """The measures of these names, of which some may end in `*`; all without names. NotFound for one that names nothing."""
    by_name = {measure.name: measure for measure in known}
    for name in names:
        if not any(fnmatchcase(one, name) for one in by_name):
            raise NotFound(f"There is no check {name!r}.{near(name, by_name)}")
    return [measure for measure in by_name.values() if not names or any(fnmatchcase(measure.name, name) for name in names)]
