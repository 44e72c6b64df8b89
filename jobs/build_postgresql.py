"""A build on PostgreSQL: tables are made beside the published ones and put in their place at the end of the transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from jobs.build_plan import NEXT, Step, renamed
from jobs.build_tables import Tables
from jobs.columnar_copy import copy_published
from queries.placeholders import for_postgresql

if TYPE_CHECKING:
    import pandas


# The planner takes a step of a statement for a few rows and walks another for each: minutes, where a hash takes a second. Without
# loops every plan that has to loop all the same looks so dear that it is compiled first: seconds in all, for any number of rows.
FOR_WHOLE_TABLES = ("set local enable_nestloop = off", "set local jit = off")


class PostgresqlTables(Tables):
    """The tables under other names beside the published ones, which a dropped table would lock until the end."""

    def __init__(self, connection: Connection, number: int) -> None:
        super().__init__(connection, number)
        self._names = [step.name for step in self.steps]

    def begin(self, _changing: Collection[str]) -> None:
        """Let the planner know how many raw rows there are, and which way is slow."""
        for statement in FOR_WHOLE_TABLES:
            self._run(statement)
        for table in self.raw_tables:
            self._run(f"analyze {table}")
            if not self._run(f"select exists (select 1 from {table})").scalar_one():
                self.empty.add(table)

    def execute(self, statement: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run one statement about the tables of this build."""
        result = self._run(renamed(statement, self._names), values)
        return [tuple(row) for row in result] if result.returns_rows else []

    def frame(self, statement: str) -> pandas.DataFrame:
        """The rows of a SELECT."""
        import pandas

        result = self._run(renamed(statement, self._names))
        return pandas.DataFrame(result.fetchall(), columns=list(result.keys()))

    def bring(self, table: Table, columns: Sequence[str]) -> None:
        """Every table is there to be read."""

    def publish(self, progress: Callable[[str], None]) -> dict[str, int]:
        """Drop what was published and give the new tables its names."""
        progress("publish")
        counts = {step.name: self._run(f"select count(*) from {step.name}{NEXT}").scalar_one() for step in self.lasting}
        self._drop([step for step in self.steps if step.passing or step.kind == "view"], NEXT)
        self._drop(self.steps)
        for step in self.steps:
            if step.kind == "view":
                self._run(f"create view {step.name} as\n{step.text}")
        for step in self.lasting:
            self._run(f"alter table {step.name}{NEXT} rename to {step.name}")
        return counts

    def copy(self, path: Path) -> None:
        """Read the published tables into a new DuckDB file, through ADBC."""
        copy_published(self.connection.engine.url, path, self.lasting)

    def withdraw(self) -> None:
        """Take everything of this build and of the one before away."""
        self._drop(self.steps, NEXT)
        super().withdraw()

    def _run(self, statement: str, values: Mapping[str, Any] | None = None) -> Any:
        return self.connection.exec_driver_sql(for_postgresql(statement), dict(values or {}))

    def _see(self, step: Step) -> None:
        self._run(f"create view {step.name}{NEXT} as\n{renamed(step.text or '', self._names)}")

    def _create(self, step: Step) -> None:
        types = {"text": 'text collate "C"'}
        columns = ", ".join(f"{name} {types.get(given, given)}" for name, given in step.columns.items())
        # Of a step that ends with the build nothing needs to reach the log or the disk.
        self._run(f"create {'temporary ' if step.passing else ''}table {step.name}{NEXT} ({columns})")

    def _work_out(self, step: Step, values: Mapping[str, Any]) -> int:
        columns, body = ", ".join(step.columns), renamed(step.text or "", self._names)
        given = {name: values[name] for name in step.parameters}
        return int(self._run(f"insert into {step.name}{NEXT} ({columns}) select {columns} from (\n{body}\n) as made", given).rowcount)

    def _put(self, step: Step, rows: Sequence[Sequence[Any]]) -> None:
        places = ", ".join(["%s"] * len(step.columns))
        statement = f"insert into {step.name}{NEXT} ({', '.join(step.columns)}) values ({places})"
        self.connection.exec_driver_sql(statement, [tuple(row) for row in rows])

    def _made(self, step: Step) -> None:
        for columns in (step.grain, *step.indexes):
            unique = "unique " if columns == step.grain else ""
            # Until the end of the build the indexes of the one before are there, too.
            name = f"{step.name}_{self.number}_{'_'.join(columns)[:30]}"
            self._run(f"create {unique}index {name} on {step.name}{NEXT} ({', '.join(columns)})")
        self._run(f"analyze {step.name}{NEXT}")
