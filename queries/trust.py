"""How far a number can be trusted: the latest results of the checks on the raw tables that it comes from."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.quality import QUALITY_RESULTS, QUALITY_RULES
from dashapp.settings import Settings
from dashapp.trust import Failing, Trust, gravest_first
from queries import catalogue, registers
from queries.cards import Question
from queries.declared import KEPT_AS
from queries.desk import Desk, is_register
from queries.lineage.cards import sources_of, tables_of
from queries.warehouse import Warehouse

# How long a process believes that nothing was checked since it last looked.
SECONDS = 1.0
_CHECKED = ("pass", "warn", "fail", "error")
_FAILED = ("fail", "error")
_NEWEST = select(func.max(QUALITY_RESULTS.c.result_id), select(func.max(QUALITY_RULES.c.ended_at)).scalar_subquery())


@dataclass(frozen=True)
class Standing:
    """What the checks say about one version: mark tells it from any other, failing and checked by raw table."""

    mark: str
    failing: Mapping[str, tuple[Failing, ...]]
    checked: frozenset[str]
    known: dict[frozenset[str], Trust] = field(default_factory=dict)

    def of(self, tables: frozenset[str]) -> Trust:
        """The trust in a number that is read from these tables, worked out once."""
        if tables not in self.known:
            sources = sources_of(tables)
            failing = gravest_first(one for table in sources for one in self.failing.get(table, ()))
            self.known[tables] = Trust(failing, sources & self.checked, sources - self.checked)
        return self.known[tables]


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


def trust_in(warehouse: Warehouse, tables: Iterable[str]) -> Trust:
    """The trust in an answer that was read from these tables."""
    return standing(warehouse).of(frozenset(tables))


def trust_of(desk: Desk, question: Question) -> Trust | None:
    """The trust in a card; None for one that shows no data of the shop."""
    if is_register(question.card):
        return None
    tables = tables_of(question.card, question.filters)
    return trust_in(desk.warehouse, tables) if tables else None


def _read(warehouse: Warehouse, version: int, mark: str) -> Standing:
    asked = catalogue.query("quality.standing")
    found = registers.table(
        warehouse, asked, registers.bound(warehouse.settings, asked, {"warehouse_version": version}, OPERATOR)
    ).records()
    failing: dict[str, tuple[Failing, ...]] = {}
    for row in found:
        if row["status"] in _FAILED:
            one = Failing(row["check_name"], row["table_name"], row["severity"], row["weight"], row["status"])
            failing[_raw(one.table)] = (*failing.get(_raw(one.table), ()), one)
    return Standing(mark, failing, frozenset(_raw(row["table_name"]) for row in found if row["status"] in _CHECKED))


def _raw(table: str) -> str:
    """The raw table that a check means."""
    return KEPT_AS.get(table, f"raw_{table}")
