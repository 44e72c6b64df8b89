"""Trust: what the checks of the data say about the tables that a number comes from, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FAILING, PASSING, NOT_CHECKED = STATES = ("failing", "passing", "not checked")
MOST_NAMED = 5


@dataclass(frozen=True)
class Failing:
    """A check that failed, or could not be run: its name, the table it looks at, how grave it is."""

    check: str
    table: str
    severity: str
    weight: int
    status: str


@dataclass(frozen=True)
class Trust:
    """The checks of the source tables of a number. failing: the gravest first. Of the other tables no check looked at a row."""

    failing: tuple[Failing, ...] = ()
    checked: frozenset[str] = frozenset()
    unchecked: frozenset[str] = frozenset()

    @property
    def state(self) -> str:
        """One of STATES. A number without a checked table is never called good."""
        return FAILING if self.failing else PASSING if self.checked else NOT_CHECKED

    @property
    def brief(self) -> str:
        """For a badge."""
        if self.failing:
            return f"{len(self.failing)} {'check fails' if len(self.failing) == 1 else 'checks fail'}"
        return "Checks pass" if self.checked else "Not checked"

    @property
    def words(self) -> str:
        """For a cover sheet, a tooltip, an answer of the API."""
        if self.failing:
            named = ", ".join(f"{one.check} ({one.table}, {one.severity})" for one in self.failing[:MOST_NAMED])
            more = len(self.failing) - MOST_NAMED
            return f"{self.brief} on the source tables: {named}{f', and {more} more' if more > 0 else ''}."
        if self.checked:
            return f"The checks pass. They looked at {len(self.checked)} of {len(self.checked | self.unchecked)} source tables."
        return "No check has looked at the source tables of this version of the data."

    @property
    def header(self) -> str:
        """The words as a header of HTTP may carry them."""
        return self.words.encode("ascii", "replace").decode()


def together(found: Iterable[Trust]) -> Trust:
    """The trust in several numbers at once."""
    parts = list(found)
    checked = frozenset().union(*(part.checked for part in parts))
    unchecked = frozenset().union(*(part.unchecked for part in parts)) - checked
    return Trust(gravest_first({one for part in parts for one in part.failing}), checked, unchecked)


def gravest_first(failing: Iterable[Failing]) -> tuple[Failing, ...]:
    """Failing checks in the order in which they are told."""
    return tuple(sorted(failing, key=lambda one: (-one.weight, one.check)))
