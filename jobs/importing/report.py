"""LoadReport: what an import did, every row of every file accounted for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jobs.importing.problem import Problem

FIRST_PROBLEMS = 10


@dataclass
class FileReport:
    """Counts of one file. `extra_columns` are those that nobody reads; they are kept out."""

    name: str
    sha256: str
    columns: tuple[str, ...]
    extra_columns: tuple[str, ...]
    rows: int = 0
    loaded: int = 0
    present: int = 0
    superseding: int = 0
    quarantined: int = 0

    def check(self) -> None:
        """Raise when a row is unaccounted for; the load is then rolled back."""
        if self.loaded + self.present + self.superseding + self.quarantined != self.rows:
            raise AssertionError(f"{self.name}: the counts do not add up to its {self.rows} data rows: {self}")


@dataclass
class LoadReport:
    """The whole import. `load_id` is None after a check, which writes nothing.

    `erased` counts rows of people who were erased before and came again; they are among the others.
    """

    map_name: str
    checked_only: bool
    load_id: int | None = None
    files: list[FileReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rules: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    erased: int = 0

    @property
    def rows(self) -> int:
        """Data rows of all files."""
        return sum(file.rows for file in self.files)

    @property
    def loaded(self) -> int:
        """Rows that were not there before."""
        return sum(file.loaded for file in self.files)

    @property
    def present(self) -> int:
        """Rows that were there already, with the same values."""
        return sum(file.present for file in self.files)

    @property
    def superseding(self) -> int:
        """Rows that took the place of an earlier version of themselves."""
        return sum(file.superseding for file in self.files)

    @property
    def quarantined(self) -> int:
        """Rows that were set aside, each with its reason."""
        return sum(file.quarantined for file in self.files)

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """Columns of the files that the map does not read."""
        return tuple(dict.fromkeys(name for file in self.files for name in file.extra_columns))

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Count problems by rule and keep the first few whole."""
        for problem in problems:
            self.rules[problem.rule] = self.rules.get(problem.rule, 0) + 1
            if len(self.problems) < FIRST_PROBLEMS:
                self.problems.append(problem)
