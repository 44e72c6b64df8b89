"""Drift of a model: how far what it reads and what it says have moved since its test, and what came of what an earlier run promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dashapp import formats
from dashapp.table import Column

STEADY, MOVED, MOVED_MUCH = "steady", "moved", "moved much"
# The usual thresholds of the population stability index.
MOVED_FROM, MOVED_MUCH_FROM = 0.1, 0.25
NOTHING_YET = "Predicted and actual: nothing to compare with yet, because the {days} days of no earlier run are over."


@dataclass(frozen=True)
class Shift:
    """How far one input or the score has moved: its population stability index, and below what chance alone keeps it."""

    name: str
    title: str
    index: float
    by_chance: float

    @property
    def state(self) -> str:
        """Steady, moved or moved much; what chance explains is steady."""
        if self.index < max(MOVED_FROM, self.by_chance):
            return STEADY
        return MOVED if self.index < MOVED_MUCH_FROM else MOVED_MUCH


@dataclass(frozen=True)
class Promise:
    """What a run says of the days after its data, of everybody it scored, in a unit (ratio or money).

    tolerance: by how much what comes may differ without being called moved.
    """

    title: str
    unit: str
    days: int
    value: float
    tolerance: float


@dataclass(frozen=True)
class Kept:
    """What came of the promise of an earlier run. as_of: the last day of its data; until: that of what it promised. ISO dates."""

    promise: Promise
    as_of: str
    until: str
    actual: float

    @property
    def state(self) -> str:
        """Steady within the tolerance, moved within twice as much."""
        off = abs(self.actual - self.promise.value)
        if off <= self.promise.tolerance:
            return STEADY
        return MOVED if off <= 2 * self.promise.tolerance else MOVED_MUCH


@dataclass(frozen=True)
class Drift:
    """since: the cut of the test, an ISO date. kept: None as long as the days of no earlier run are over."""

    since: str
    score: Shift
    inputs: tuple[Shift, ...]
    promise: Promise
    kept: Kept | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything, with the states."""
        told = asdict(self)
        told["score"]["state"] = self.score.state
        for one, shift in zip(told["inputs"], self.inputs, strict=True):
            one["state"] = shift.state
        if self.kept:
            told["kept"]["state"] = self.kept.state
        return told

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Drift:
        """What `as_json` gave."""

        def shift(one: Mapping[str, Any]) -> Shift:
            return Shift(**{name: value for name, value in one.items() if name != "state"})

        kept = given["kept"] and {name: value for name, value in given["kept"].items() if name not in ("state", "promise")}
        return cls(
            given["since"],
            shift(given["score"]),
            tuple(map(shift, given["inputs"])),
            Promise(**given["promise"]),
            Kept(Promise(**given["kept"]["promise"]), **kept) if kept else None,
        )

    def sentences(self, currency: str, locale: str) -> list[str]:
        """What there is to say of the score, of the inputs and of what was promised."""
        since = formats.day(self.since, locale)
        score = f"{self.score.title} since {since}: {self.score.state} ({_index(self.score, locale)})."
        return [score, self._of_inputs(since, locale), self._of_promise(currency, locale)]

    def _of_inputs(self, since: str, locale: str) -> str:
        ranked = sorted(self.inputs, key=lambda shift: -shift.index)
        moved = [shift for shift in ranked if shift.state != STEADY]
        if not moved:
            return f"Inputs since {since}: all {len(ranked)} steady, {ranked[0].title} moved farthest ({_index(ranked[0], locale)})."
        named = ", ".join(f"{shift.title} {shift.state} ({_index(shift, locale)})" for shift in moved)
        return f"Inputs since {since}: {len(moved)} of {len(ranked)} not steady: {named}."

    def _of_promise(self, currency: str, locale: str) -> str:
        if self.kept is None:
            return NOTHING_YET.format(days=self.promise.days)
        kept = self.kept
        column = Column("value", kept.promise.title, kept.promise.unit)
        said, came = (formats.short(value, column, currency, locale) for value in (kept.promise.value, kept.actual))
        days = f"in the {kept.promise.days} days to {formats.day(kept.until, locale)}"
        return f"{kept.promise.title} {days}: {kept.state}, predicted {said}, came {came}."


def _index(shift: Shift, locale: str) -> str:
    return f"PSI {formats.short(shift.index, Column('index', 'PSI', 'decimal'), '', locale)}"
