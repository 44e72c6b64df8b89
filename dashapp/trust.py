"""Trust: what the checks of the data say about the tables that a number comes from, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FAILING, PASSING, NOT_CHECKED = STATES = ("failing", "passing", "not checked")
MOST_NAMED = 5


@dataclass(frozen=True)
class Failing:
    """A check that failed, or could not be run: its name, the table it looks at, how grave it is, how many rows it found of how many."""

    check: str
    table: str
    severity: str
    weight: int
    status: str
    violations: int = 0
    held: int = 0


@dataclass(frozen=True)
class Trust:
    """The checks of what a number is read from.

    failing: the gravest first. checked, unchecked: its source tables, and those of which no check looked at a row. elsewhere: the checks
    that fail on what it does not read of its source tables.
    """

    failing: tuple[Failing, ...] = ()
    checked: frozenset[str] = frozenset()
    unchecked: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()

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
            return f"{self.brief} of what this is read from: {named}{f', and {more} more' if more > 0 else ''}."
        if self.checked:
            looked = f"They looked at {len(self.checked)} of {len(self.checked | self.unchecked)} source tables."
            other = len(self.elsewhere)
            aside = f" {other} {'check fails' if other == 1 else 'checks fail'} on what this does not read of them." if other else ""
            return f"The checks of what this is read from pass. {looked}{aside}"
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
    failing = gravest_first({one for part in parts for one in part.failing})
    elsewhere = frozenset().union(*(part.elsewhere for part in parts)) - {one.check for one in failing}
    return Trust(failing, checked, unchecked, elsewhere)


def gravest_first(failing: Iterable[Failing]) -> tuple[Failing, ...]:
    """Failing checks in the order in which they are told."""
    return tuple(sorted(failing, key=lambda one: (-one.weight, one.check)))
