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
    """The tables of one build. Every statement runs on the one connection whose transaction publishes or leaves no trace.

    On PostgreSQL they are made under other names beside the published ones, which a dropped table would lock until the end.
    Readers of SQLite see the file as it was before the transaction, so there they are made in their place at once.
    """

    def __init__(self, connection: Connection, steps: Sequence[Step], number: int) -> None:
        self.connection, self.steps, self.number = connection, steps, number
        self.names = [step.name for step in steps]
        self.postgresql = connection.dialect.name == "postgresql"
        self._suffix = NEXT if self.postgresql else ""
        self._prepare()

    def made(self, text: str) -> str:
        """A text about the library's tables, about those of this build."""
        return renamed(text, self.names) if self._suffix else text

    def execute(self, statement: str, values: Mapping[str, Any] | None = None) -> Any:
        """Run one statement whose parameters are written `:name`."""
        if self.postgresql:
            return self.connection.exec_driver_sql(for_postgresql(statement), dict(values or {}))
        return self.connection.exec_driver_sql(statement, dict(values or {}))

    def make(self, step: Step, values: Mapping[str, Any]) -> None:
        """Make what one SQL file describes."""
        body = self.made(step.text or "")
        if step.kind == "view":
            self._view(step.name + self._suffix, body)
            return
        self._create(step)
        given = {name: values[name] for name in step.parameters}
        self.execute(
            f"insert into {step.name}{self._suffix} ({', '.join(step.columns)}) select {', '.join(step.columns)} from (\n{body}\n) as made",
            given,
        )
        self._index(step)

    def fill(self, step: Step, rows: Iterable[Sequence[Any]]) -> None:
        """Make a table of rows that Python computed, in the order of the step's columns."""
        self._create(step)
        places = ", ".join(["%s" if self.postgresql else "?"] * len(step.columns))
        listed = [tuple(row) for row in rows]
        if listed:
            self.connection.exec_driver_sql(f"insert into {step.name}{self._suffix} ({', '.join(step.columns)}) values ({places})", listed)
        self._index(step)

    def publish(self) -> dict[str, int]:
        """Put every lasting table in the place of the one before; the row counts of each."""
        lasting = [step for step in self.steps if step.kind == "table" and not step.passing]
        counts = {step.name: self.execute(f"select count(*) from {step.name}{self._suffix}").scalar_one() for step in lasting}
        self._drop(step.name + self._suffix for step in self.steps if step.passing)
        if self._suffix:
            self._take_their_place(lasting)
        return counts

    def withdraw(self) -> None:
        """Take everything of this build and of the one before away."""
        for step in reversed(self.steps):
            for name in (step.name + self._suffix, step.name):
                self.execute(f"drop {step.kind} if exists {name}")

    def _take_their_place(self, lasting: Sequence[Step]) -> None:
        """Drop what was published and give the new tables its names."""
        for view in self.steps:
            if view.kind == "view":
                self.execute(f"drop view if exists {view.name}{self._suffix}")
                self.execute(f"drop view if exists {view.name}")
                self._view(view.name, view.text or "")
        self._drop(step.name for step in lasting)
        for step in lasting:
            self.execute(f"alter table {step.name}{self._suffix} rename to {step.name}")

    def _prepare(self) -> None:
        """Let the planner know how many raw rows there are, and give SQLite room: to sort and join in, and for the new tables."""
        if not self.postgresql:
            self.execute(f"pragma cache_size = -{SQLITE_CACHE_KILOBYTES}")
            for step in self.steps:
                self.execute(f"drop {step.kind} if exists {step.name}")
        else:
            # The planner takes a step of a statement for a few rows and walks another for each: minutes, where a hash takes a second.
            self.execute("set local enable_nestloop = off")
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
        self.execute(f"create {'temporary ' if step.passing else ''}table {step.name}{self._suffix} ({columns})")

    def _index(self, step: Step) -> None:
        # SQLite's index names live beside the tables', so each build has names of its own.
        grain = () if step.key and not self.postgresql else (step.grain,)
        for columns in (*grain, *step.indexes):
            unique = "unique " if columns == step.grain else ""
            name = f"{step.name}_{self.number}_{'_'.join(columns)[:30]}"
            self.execute(f"create {unique}index {name} on {step.name}{self._suffix} ({', '.join(columns)})")
        self.execute(f"analyze {step.name}{self._suffix}")

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
    result = tables.execute(tables.made("select * from return_candidates"))
    found = result.fetchall()
    if not found:
        return []
    # Imported here because many loads hold no such return, and pandas takes longer than a small build.
    import pandas

    candidates = pandas.DataFrame(found, columns=list(result.keys()))
    return [(int(line), int(order)) for line, order in link_returns(candidates).itertuples(index=False)]
