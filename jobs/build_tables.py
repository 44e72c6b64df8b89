"""What the tables of a build have in common on both engines, and the steps whose rows Python makes."""

from __future__ import annotations

import abc
import csv
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from analytics.return_links import COLUMNS as LINK_COLUMNS
from analytics.return_links import link_returns
from jobs import calendar
from jobs.build_empty import is_surely_empty
from jobs.build_plan import Step, plan
from queries.catalogue import SQL_FOLDER

if TYPE_CHECKING:
    import pandas

SEGMENTS = SQL_FOLDER / "setup" / "rfm_segments.csv"
LIMITS = SQL_FOLDER / "setup" / "rfm_limits.csv"
BY_PYTHON = (
    Step("dim_date", "table", calendar.COLUMNS, ("day_number",), (("date_day",),), frozenset({"fct_sales_events"})),
    Step(
        "dim_segments",
        "table",
        {"recency_score": "bigint", "frequency_score": "bigint", "segment": "text", "segment_order": "bigint"},
        ("recency_score", "frequency_score"),
    ),
    Step(
        "dim_rfm_limits",
        "table",
        dict.fromkeys(("score", "recency_most_days", "frequency_least", "monetary_least_cents", "is_used"), "bigint"),
        ("score",),
    ),
    Step(
        "return_links",
        "table",
        dict.fromkeys(LINK_COLUMNS, "bigint"),
        ("line_id",),
        reads=frozenset({"return_candidates"}),
        passing=True,
    ),
)


class Tables(abc.ABC):
    """The tables of one build. Everything is written in the one transaction of `connection`, which publishes or leaves no trace."""

    def __init__(self, connection: Connection, number: int) -> None:
        self.connection, self.number = connection, number
        self.steps = plan(BY_PYTHON)
        self.empty: set[str] = set()

    @abc.abstractmethod
    def begin(self, changing: Collection[str]) -> None:
        """Let the raw layer be read, once the transaction has begun. Tables named as changing are not done when they are made."""

    @abc.abstractmethod
    def execute(self, statement: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run one statement about what this build has made so far, with parameters written `:name`. Returns the rows of a SELECT."""

    @abc.abstractmethod
    def frame(self, statement: str) -> pandas.DataFrame:
        """The rows of a SELECT about what this build has made so far."""

    def make(self, step: Step, values: Mapping[str, Any]) -> None:
        """Make what one SQL file describes. Where it needs rows of an empty table, it is not worked out."""
        is_empty = bool(step.reads & self.empty) and is_surely_empty(step.text or "", self.empty)
        if step.kind == "view":
            self._see(step)
        else:
            self._create(step)
            is_empty = is_empty or not self._work_out(step, values)
            self._made(step)
        if is_empty:
            self.empty.add(step.name)

    def fill(self, step: Step, rows: Sequence[Sequence[Any]]) -> None:
        """Make a table of rows that Python computed, in the order of the step's columns."""
        self._create(step)
        if rows:
            self._put(step, rows)
        else:
            self.empty.add(step.name)
        self._made(step)

    @abc.abstractmethod
    def _see(self, step: Step) -> None:
        """Make a view."""

    @abc.abstractmethod
    def _create(self, step: Step) -> None:
        """Make a table without rows."""

    @abc.abstractmethod
    def _work_out(self, step: Step, values: Mapping[str, Any]) -> int:
        """Insert what the step's SELECT gives; how many rows that are."""

    @abc.abstractmethod
    def _put(self, step: Step, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows of Python's, one at least."""

    @abc.abstractmethod
    def _made(self, step: Step) -> None:
        """Do what is to be done with a table that has its rows."""

    @abc.abstractmethod
    def bring(self, table: Table, columns: Sequence[str]) -> None:
        """Let these columns of a table of the raw layer be read that no step reads."""

    @abc.abstractmethod
    def publish(self, progress: Callable[[str], None]) -> dict[str, int]:
        """Put every lasting table in the place of the one before; the row counts of each."""

    @abc.abstractmethod
    def copy(self, path: Path) -> None:
        """Make the columnar copy of what was published, once that is committed."""

    def stop(self) -> None:  # noqa: B027 most tables are made where they are published
        """Write nothing more, before the transaction ends."""

    def withdraw(self) -> None:
        """Take everything that was published before away."""
        self._drop(self.steps)

    @property
    def lasting(self) -> list[Step]:
        """The tables that are published."""
        return [step for step in self.steps if step.kind == "table" and not step.passing]

    @property
    def raw_tables(self) -> list[str]:
        """The tables of the raw layer that some step reads."""
        return sorted({name for step in self.steps for name in step.reads if name.startswith("raw_")})

    def _drop(self, steps: Iterable[Step], suffix: str = "") -> None:
        for step in reversed(list(steps)):
            self.connection.exec_driver_sql(f"drop {step.kind} if exists {step.name}{suffix}")


def segment_rows(path: Path = SEGMENTS) -> list[tuple[Any, ...]]:
    """The 25 cells of recency and frequency score, each with the name of its segment."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            (int(row["recency_score"]), int(row["frequency_score"]), row["segment"], int(row["segment_order"]))
            for row in csv.DictReader(file)
        ]


def limit_rows(is_used: bool, path: Path = LIMITS) -> list[tuple[int | None, ...]]:
    """The fixed cut-offs of each score, and whether they count."""
    with path.open(newline="", encoding="utf-8") as file:
        return [(*(int(value) if value else None for value in row.values()), int(is_used)) for row in csv.DictReader(file)]


def return_link_rows(tables: Tables) -> list[tuple[int, int]]:
    """Line and order of every return that finds the purchase it belongs to."""
    if "return_candidates" in tables.empty:
        return []
    candidates = tables.frame("select * from return_candidates")
    return [(int(line), int(order)) for line, order in link_returns(candidates).itertuples(index=False)]
