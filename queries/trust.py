"""How far a number can be trusted: the latest results of the checks on what it comes from.

A check that finds a wrong column counts for the numbers that this column decides, one that finds a wrong row for all that are read from
its table.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import func, select

from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.quality import QUALITY_RESULTS, QUALITY_RULES
from dashapp.settings import Settings
from dashapp.trust import Failing, Trust, gravest_first
from queries import catalogue, registers
from queries.cards import Question
from queries.checks import checks
from queries.declared import KEPT_AS
from queries.desk import Desk, is_register
from queries.lineage.cards import columns_of, sources_of, tables_of
from queries.lineage.columns import Origin
from queries.lineage.reading import loaded_behind
from queries.lineage.relations import relations
from queries.warehouse import Warehouse

# How long a process believes that nothing was checked since it last looked.
SECONDS = 1.0
RULES = "rules."
_CHECKED = ("pass", "warn", "fail", "error")
_FAILED = ("fail", "error")
Reading = Callable[[], frozenset[Origin]]
_NEWEST = select(func.max(QUALITY_RESULTS.c.result_id), select(func.max(QUALITY_RULES.c.ended_at)).scalar_subquery())


@dataclass(frozen=True)
class Finding:
    """A failing check: the raw table that it looks at, and the loaded columns that it finds wrong; none where it finds whole rows."""

    failing: Failing
    table: str
    columns: frozenset[Origin]

    def concerns(self, sources: frozenset[str]) -> bool:
        """Whether it can say something about numbers that come from these raw tables."""
        return not sources.isdisjoint({origin.table for origin in self.columns} or {self.table})

    def counts_for(self, loaded: frozenset[Origin]) -> bool:
        """Whether numbers that these loaded columns decide can be wrong by it."""
        return not loaded.isdisjoint(self.columns) if self.columns else any(origin.table == self.table for origin in loaded)


@dataclass(frozen=True)
class Standing:
    """What the checks say about one version: mark tells it from any other, checked holds raw tables."""

    mark: str
    findings: tuple[Finding, ...]
    checked: frozenset[str]
    known: dict[tuple[frozenset[str], frozenset[Origin] | None], Trust] = field(default_factory=dict)

    def of(self, tables: frozenset[str], read: Reading | None = None) -> Trust:
        """The trust in a number that is read from these tables, worked out once.

        read: gives the columns of them that it reads, where it does not read all; asked only where a check finds a wrong column.
        """
        whole = self._known(tables, None)
        return self._known(tables, read()) if read and whole.failing else whole

    def _known(self, tables: frozenset[str], columns: frozenset[Origin] | None) -> Trust:
        if (tables, columns) not in self.known:
            self.known[tables, columns] = self._found(sources_of(tables), columns)
        return self.known[tables, columns]

    def _found(self, sources: frozenset[str], columns: frozenset[Origin] | None) -> Trust:
        concerning = [one for one in self.findings if one.concerns(sources)]
        counting = concerning if columns is None else [one for one in concerning if one.counts_for(loaded_behind(columns))]
        failing = gravest_first(one.failing for one in counting)
        aside = frozenset(one.failing.check for one in concerning) - {one.check for one in failing}
        return Trust(failing, sources & self.checked, sources - self.checked, aside)


_known: dict[Settings, tuple[float, Standing]] = {}


def standing(warehouse: Warehouse) -> Standing:
    """What the checks found about the current version, looked up at most once a second."""
    held = _known.get(warehouse.settings)
    if held is not None and time.monotonic() < held[0]:
        return held[1]
    version = warehouse.version().version
    with accounts_engine(warehouse.settings).connect() as connection:
        result, ended = connection.execute(_NEWEST).one()
    mark = f"{version}-{result or 0}-{ended or 0}"
    found = held[1] if held is not None and held[1].mark == mark else _read(warehouse, version, mark)
    _known[warehouse.settings] = (time.monotonic() + SECONDS, found)
    return found


def forget() -> None:
    """Look anew at the next question."""
    _known.clear()


def trust_in(warehouse: Warehouse, tables: Iterable[str], read: Reading | None = None) -> Trust:
    """The trust in an answer that was read from these tables, and of them from the columns that `read` gives, or all."""
    return standing(warehouse).of(frozenset(tables), read)


def trust_of(desk: Desk, question: Question) -> Trust | None:
    """The trust in a card; None for one that shows no data of the shop."""
    if is_register(question.card):
        return None
    tables = tables_of(question.card, question.filters)
    return trust_in(desk.warehouse, tables, partial(columns_of, question.card, question.filters)) if tables else None


def _read(warehouse: Warehouse, version: int, mark: str) -> Standing:
    asked = catalogue.query("quality.standing")
    found = registers.table(
        warehouse, asked, registers.bound(warehouse.settings, asked, {"warehouse_version": version}, OPERATOR)
    ).records()
    findings = tuple(_finding(row) for row in found if row["status"] in _FAILED)
    return Standing(mark, findings, frozenset(_raw(row["table_name"]) for row in found if row["status"] in _CHECKED))


def _finding(row: Mapping[str, Any]) -> Finding:
    rows = (row["violations"], row["denominator"]) if row["status"] == "fail" else (0, 0)
    one = Failing(row["check_name"], row["table_name"], row["severity"], row["weight"], row["status"], *rows)
    return Finding(one, _raw(one.table), frozenset(_faulty(one.check)))


def _faulty(check: str) -> Iterator[Origin]:
    """The loaded columns that a check of this name finds wrong: those that its file says, or the column of a rule."""
    rule = check.split(".")[1:3] if check.startswith(RULES) else None
    for table, column in [rule] if rule else [name.split(".") for name in checks()[check].faulty] if check in checks() else []:
        origin = Origin(_raw(table), column)
        if any(known.name == column for known in relations()[origin.table].columns):
            yield origin


def _raw(table: str) -> str:
    """The raw table that a check means."""
    return KEPT_AS.get(table, f"raw_{table}")
