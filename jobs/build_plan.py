"""What a build makes and in which order: every file under sql/staging, sql/marts and the scores, sorted by what each reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from dashapp.errors import near
from queries.catalogue import SCORES, SQL_FOLDER, header_and_body, tables_named
from queries.placeholders import value_names

NEXT = "__next"
COLUMN_TYPES = {
    "id": "text",
    "text": "text",
    "date": "text",
    "timestamp": "text",
    "integer": "bigint",
    "boolean": "bigint",
    "decimal": "double precision",
}


@dataclass(frozen=True)
class Step:
    """One table or view to make. `text` is its SELECT, or None where Python fills it; a passing step ends with the build."""

    name: str
    kind: str
    columns: Mapping[str, str]
    grain: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    reads: frozenset[str] = frozenset()
    text: str | None = None
    parameters: frozenset[str] = frozenset()
    passing: bool = False

    @property
    def key(self) -> str | None:
        """The grain when it is one integer column, which then is the primary key."""
        only = self.grain[0] if len(self.grain) == 1 else ""
        return only if self.columns.get(only) == "bigint" else None


def plan(made_by_python: Iterable[Step]) -> list[Step]:
    """Every step in an order in which each finds what it reads."""
    steps = {step.name: step for step in (*made_by_python, *_files())}
    known = steps.keys() | {table for step in steps.values() for table in step.reads if table.startswith(("raw_", "warehouse_"))}
    for step in steps.values():
        for table in step.reads - known:
            raise ValueError(f"{step.name} reads {table}, which nothing makes.{near(table, known)}")
    sorter = TopologicalSorter({name: sorted(step.reads & steps.keys()) for name, step in sorted(steps.items())})
    return [steps[name] for name in sorter.static_order()]


def renamed(text: str, names: Iterable[str]) -> str:
    """The text reading the tables that are being made instead of the published ones."""
    return re.sub(rf"\b({'|'.join(sorted(names, key=len, reverse=True))})\b", rf"\1{NEXT}", text)


@cache
def _files() -> tuple[Step, ...]:
    views = [_step(path.stem, path, "view") for path in sorted((SQL_FOLDER / "staging").glob("*.sql"))]
    marts = [_step(path.stem, path, "table") for path in sorted((SQL_FOLDER / "marts").rglob("*.sql"))]
    scores = [_step(name, SQL_FOLDER / path, "table") for name, path in SCORES.items()]
    return (*views, *marts, *scores)


def _step(name: str, path: Path, kind: str) -> Step:
    header, body = header_and_body(path.read_text())
    return Step(
        name=name,
        kind=kind,
        columns={column: COLUMN_TYPES[given["type"]] for column, given in header["columns"].items()},
        grain=_names(header["grain"]),
        indexes=tuple(_names(columns) for columns in header.get("indexes", ())),
        reads=tables_named(body),
        text=body,
        parameters=value_names(body),
        passing=path.parent.name == "steps",
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))
