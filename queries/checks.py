"""Checks: what sql/core says must hold. A check is a query of the rows that offend, and words about what that means."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from dashapp.errors import NotFound, near
from dashapp.table import Column
from queries.bind import Bound, bind
from queries.catalogue import SQL_FOLDER, Query, header_and_body, read_query

LAYER = "core"
TIERS = ("validation", "completeness", "accuracy", "consistency", "anomaly")
# How much a check weighs in a score.
SEVERITIES = {"critical": 5, "major": 3, "minor": 1}
OWNERS = ("Customer service", "Data", "Finance", "Fraud", "Marketing", "Merchandising", "Operations")
AT_RISK = "at_risk_cents"
_KEYS = ("tier", "severity", "tolerance", "owner", "fix", "table", "checks")


@dataclass(frozen=True)
class Measure:
    """Something that can be counted: how many rows offend (`violations`, with the money they put at risk), and out of how many.

    `violations` selects one row of a count and cents of the reporting currency, which may be missing; `population` one count. Both
    bind `values`. tolerance: the share of the population that may offend. columns: those of `table` that are looked at.
    """

    name: str
    kind: str
    tier: str
    severity: str
    tolerance: float
    owner: str
    fix: str
    table: str
    violations: str
    population: str
    columns: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def definition_hash(self) -> str:
        """Of everything that decides what is found and what it is called."""
        return digest(self.violations, self.population, self.tier, self.severity, self.tolerance, self.table, self.owner)


@dataclass(frozen=True)
class Offending:
    """The rows that a check finds: their columns, those that tell them apart, and the statement, in no order, once the day is known."""

    name: str
    summary: str
    columns: tuple[Column, ...]
    grain: tuple[str, ...]
    tables: tuple[str, ...]
    bound: Callable[[Mapping[str, Any]], Bound]


@dataclass(frozen=True)
class Check:
    """One file of sql/core: the query of the offending rows, and what its header says besides.

    faulty: the loaded columns of which one is wrong in every row that it finds, as table.column; none where the whole row is.
    """

    query: Query
    tier: str
    severity: str
    tolerance: float
    owner: str
    fix: str
    table: str
    checks: str
    faulty: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its query."""
        return self.query.name

    @property
    def counts_money(self) -> bool:
        """Whether its rows say what they put at risk."""
        return any(column.name == AT_RISK for column in self.query.columns)

    @property
    def offending(self) -> Offending:
        """The rows that it finds."""
        asked = self.query
        return Offending(asked.name, asked.summary, asked.columns, asked.grain, asked.tables, partial(bound_rows, asked))

    def measure(self, known: Mapping[str, Any]) -> Measure:
        """What a run counts. known: values of parameters, as_of_date and as_of_day at least."""
        offending = bound_rows(self.query, known)
        money = f"sum({AT_RISK})" if self.counts_money else "cast(null as bigint)"
        return Measure(
            name=self.name,
            kind="check",
            tier=self.tier,
            severity=self.severity,
            tolerance=self.tolerance,
            owner=self.owner,
            fix=self.fix,
            table=self.table,
            violations=f"select count(*) as violations, {money} as at_risk_cents from (\n{offending.text}\n) as offending",
            population=f"select count(*) as held from {self.checks}",
            values={**offending.values, **{name: known[name] for name in known if f":{name}" in self.checks}},
        )


def bound_rows(asked: Query, known: Mapping[str, Any]) -> Bound:
    """The statement that selects the offending rows, in no order."""
    return bind(asked.unordered, asked.parameters, {name: known[name] for name in asked.parameters if name in known})


@cache
def checks(folder: Path = SQL_FOLDER) -> dict[str, Check]:
    """Every check by name."""
    found = [_read(path) for path in sorted((folder / LAYER).rglob("*.sql"))]
    return {check.name: check for check in found}


def check(name: str) -> Check:
    """The check of that name; NotFound naming the near match otherwise."""
    if name not in checks():
        raise NotFound(f"There is no check {name!r}.{near(name, checks())}")
    return checks()[name]


def digest(*parts: object) -> str:
    """A short hash of parts that are text or plain numbers."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=10).hexdigest()


def _read(path: Path) -> Check:
    header, _ = header_and_body(path.read_text())
    query = read_query(path, LAYER)
    lacking = [key for key in _KEYS if key not in header]
    if lacking:
        raise ValueError(f"{path} is a check and its header has no {', '.join(lacking)}.")
    for given, allowed in ((header["tier"], TIERS), (header["severity"], SEVERITIES), (header["owner"], OWNERS)):
        if given not in allowed:
            raise ValueError(f"{path}: {given!r} is not allowed.{near(str(given), allowed)}")
    if not 0 <= float(header["tolerance"]) < 1:
        raise ValueError(f"{path}: tolerance is {header['tolerance']}. It is a share: from 0 to less than 1.")
    words = {key: header[key] for key in _KEYS}
    faulty = tuple(name if "." in name else f"{header['table']}.{name}" for name in header.get("faulty", ()))
    return Check(query=query, faulty=faulty, **{**words, "tolerance": float(header["tolerance"])})
