"""Running the checks: every one after a build and on request, or some by name, now. What they find is kept."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase

import queries
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden, NotFound, near
from dashapp.settings import Settings
from jobs.lock import only_one
from jobs.quality import store
from jobs.quality.loads import LOADS, load_outcomes
from jobs.quality.measures import measures
from jobs.quality.notice import tell
from jobs.quality.outcome import Outcome, taken
from jobs.quality.profile import profiles, profiles_before
from jobs.quality.relations import Relations, relations
from queries.checks import Measure
from queries.versions import Version

# Of loads there is one measure a map, known only once the loads are read.
OF_LOADS = ("schema.*", "volume.*")


@dataclass(frozen=True)
class Checked:
    """A run: its number in the history, the version that it looked at, and what it found. The profile's time is apart."""

    run_id: int
    version: Version
    outcomes: tuple[Outcome, ...]
    milliseconds: float
    profile_milliseconds: float

    @property
    def alarming(self) -> tuple[Outcome, ...]:
        """Critical checks that failed or could not be run."""
        return tuple(outcome for outcome in self.outcomes if outcome.is_alarming)


def check(
    settings: Settings, names: Sequence[str] = (), *, cause: str = "command", viewer: Viewer = OPERATOR, wait: bool = False
) -> Checked:
    """Run every check, or those named, on one moment of the warehouse, and keep what they find and the incidents that follow.

    A whole run profiles every column, too.

    cause: build, command or person. NoData when nothing is published; Busy while a load or a build is under way, which `wait` waits
    for. Nothing waits for the checks: the lock is held only for the instant that settles which moment they see.
    """
    _require(viewer)
    began, accounts = time.perf_counter(), accounts_engine(settings)
    with _moment(settings, wait=wait) as (version, held):
        asked = chosen(measures(accounts, version), names)
        held.bring([LOADS, *(part for measure in asked for part in (measure.violations, measure.population))])
        run_id = store.begin(accounts, cause, viewer, version, is_whole=not names)
        outcomes = (*(taken(measure, held) for measure in asked), *_of_loads(held, names))
        passed = (time.perf_counter() - began) * 1000
        opened = store.finish(accounts, viewer, run_id, outcomes, is_whole=not names, milliseconds=passed)
        ended = time.perf_counter()
        if not names:
            store.keep_profiles(accounts, run_id, profiles(held, outcomes, profiles_before(accounts, version.version)))
    tell(settings, opened)
    return Checked(run_id, version, outcomes, (ended - began) * 1000, 0.0 if names else (time.perf_counter() - ended) * 1000)


def chosen(known: Iterable[Measure], names: Sequence[str]) -> list[Measure]:
    """The measures of these names, of which some may end in `*`; all without names. NotFound for one that names nothing."""
    by_name = {measure.name: measure for measure in known}
    for name in names:
        if not _names_some(name, by_name) and not any(fnmatchcase(name, pattern) for pattern in OF_LOADS):
            raise NotFound(f"There is no check {name!r}.{near(name, by_name)}")
    return [measure for measure in by_name.values() if not names or _is_named(measure.name, names)]


@contextmanager
def _moment(settings: Settings, *, wait: bool) -> Iterator[tuple[Version, Relations]]:
    with ExitStack() as opened:
        with only_one(settings, "check", wait=wait):
            held = opened.enter_context(relations(settings))
            version = queries.open(settings).version(fresh=True)
        yield version, held


def _of_loads(held: Relations, names: Sequence[str]) -> list[Outcome]:
    return [outcome for outcome in load_outcomes(held) if not names or _is_named(outcome.measure.name, names)]


def _names_some(name: str, known: Iterable[str]) -> bool:
    return any(fnmatchcase(one, name) for one in known)


def _is_named(one: str, names: Sequence[str]) -> bool:
    return any(fnmatchcase(one, name) for name in names)


def _require(viewer: Viewer) -> None:
    """Checks look at every row, so somebody who reaches some of them only may not run one."""
    viewer.require(Permission.QUALITY_MANAGE)
    if viewer.scope.limits():
        raise Forbidden("Checks look at every row of the shop, and your reach is limited. Ask somebody who reaches everything.")
