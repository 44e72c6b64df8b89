"""Making tables beside the published ones, filling them, and putting them in their place within one transaction."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from analytics.return_links import COLUMNS as LINK_COLUMNS
from analytics.return_links import link_returns
from jobs import calendar
from jobs.build_plan import NEXT, Step, renamed
from queries.catalogue import SQL_FOLDER
from queries.placeholders import for_postgresql

SEGMENTS = SQL_FOLDER / "setup" / "rfm_segments.csv"
SQLITE_CACHE_KILOBYTES = 200_000
BY_PYTHON = (
    Step("dim_date", "table", calendar.COLUMNS, ("day_number",), (("date_day",),), frozenset({"fct_sales_events"})),
    Step(
        "dim_segments",
        "table",
        {"recency_score": "bigint", "frequency_score": "bigint", "segment": "text", "segment_order": "bigint"},
        ("recency_score", "frequency_score"),
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


class Tables:
    """The tables of one build. Every statement runs on the one connection whose transaction publishes or leaves no trace."""

    def __init__(self, connection: Connection, steps: Sequence[Step], number: int) -> None:
        self.connection, self.steps, self.number = connection, steps, number
        self.names = [step.name for step in steps]
        self.postgresql = connection.dialect.name == "postgresql"
        self._prepare()

    def execute(self, statement: str, values: Mapping[str, Any] | None = None) -> Any:
        """Run one statement whose parameters are written `:name`."""
        if self.postgresql:
            return self.connection.exec_driver_sql(for_postgresql(statement), dict(values or {}))
        return self.connection.exec_driver_sql(statement, dict(values or {}))

    def make(self, step: Step, values: Mapping[str, Any]) -> None:
        """Make what one SQL file describes."""
        body = renamed(step.text or "", self.names)
        if step.kind == "view":
            self._view(step.name + NEXT, body)
            return
        self._create(step)
        given = {name: values[name] for name in step.parameters}
        self.execute(
            f"insert into {step.name}{NEXT} ({', '.join(step.columns)}) select {', '.join(step.columns)} from (\n{body}\n) as made", given
        )
        self._index(step)

    def fill(self, step: Step, rows: Iterable[Sequence[Any]]) -> None:
        """Make a table of rows that Python computed, in the order of the step's columns."""
        self._create(step)
        places = ", ".join(["%s" if self.postgresql else "?"] * len(step.columns))
        listed = [tuple(row) for row in rows]
        if listed:
            self.connection.exec_driver_sql(f"insert into {step.name}{NEXT} ({', '.join(step.columns)}) values ({places})", listed)
        self._index(step)

    def publish(self) -> dict[str, int]:
        """Put every lasting table in the place of the one before; the row counts of each."""
        lasting = [step for step in self.steps if step.kind == "table" and not step.passing]
        counts = {step.name: self.execute(f"select count(*) from {step.name}{NEXT}").scalar_one() for step in lasting}
        self._drop(step.name + NEXT for step in self.steps if step.passing)
        views = [step for step in self.steps if step.kind == "view"]
        for view in views:
            self.execute(f"drop view if exists {view.name}{NEXT}")
            self.execute(f"drop view if exists {view.name}")
        self._drop(step.name for step in lasting)
        # While there is no view: SQLite looks through every one of them each time that a table gets another name.
        for step in lasting:
            self.execute(f"alter table {step.name}{NEXT} rename to {step.name}")
        for view in views:
            self._view(view.name, view.text or "")
        return counts

    def withdraw(self) -> None:
        """Take everything of this build and of the one before away."""
        for step in reversed(self.steps):
            for name in (step.name + NEXT, step.name):
                self.execute(f"drop {step.kind} if exists {name}")

    def _prepare(self) -> None:
        """Let the planner know how many raw rows there are, and give SQLite room to sort and join in."""
        if not self.postgresql:
            self.execute(f"pragma cache_size = -{SQLITE_CACHE_KILOBYTES}")
        for table in sorted({name for step in self.steps for name in step.reads if name.startswith("raw_")}):
            self.execute(f"analyze {table}")

    def _view(self, name: str, body: str) -> None:
        self.execute(f"create view {name} as\n{body}")

    def _create(self, step: Step) -> None:
        text = 'text collate "C"' if self.postgresql else "text"
        written = {"text": text, "bigint": "bigint" if self.postgresql else "integer", "double precision": "double precision"}
        columns = ", ".join(
            f"{name} {written[given]}{' primary key' if name == step.key and not self.postgresql else ''}"
            for name, given in step.columns.items()
        )
        # Of a step that ends with the build nothing needs to reach the log or the disk.
        self.execute(f"create {'temporary ' if step.passing else ''}table {step.name}{NEXT} ({columns})")

    def _index(self, step: Step) -> None:
        # SQLite's index names live beside the tables', so each build has names of its own.
        grain = () if step.key and not self.postgresql else (step.grain,)
        for columns in (*grain, *step.indexes):
            unique = "unique " if columns == step.grain else ""
            self.execute(
                f"create {unique}index {step.name}_{self.number}_{'_'.join(columns)[:30]} on {step.name}{NEXT} ({', '.join(columns)})"
            )
        self.execute(f"analyze {step.name}{NEXT}")

    def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            self.execute(f"drop table if exists {name}")


def segment_rows(path: Path = SEGMENTS) -> list[tuple[Any, ...]]:
    """The 25 cells of recency and frequency score, each with the name of its segment."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            (int(row["recency_score"]), int(row["frequency_score"]), row["segment"], int(row["segment_order"]))
            for row in csv.DictReader(file)
        ]


def return_link_rows(tables: Tables) -> list[tuple[int, int]]:
    """Line and order of every return that finds the purchase it belongs to."""
    result = tables.execute(f"select * from return_candidates{NEXT}")
    found = result.fetchall()
    if not found:
        return []
    # Imported here because many loads hold no such return, and pandas takes longer than a small build.
    import pandas

    candidates = pandas.DataFrame(found, columns=list(result.keys()))
    return [(int(line), int(order)) for line, order in link_returns(candidates).itertuples(index=False)]
