"""Freshness: how far the newest row of a source may lie behind the as-of day of the data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from queries.catalogue import SQL_FOLDER
from queries.checks import Measure
from queries.row_rules import Place

LIMITS = SQL_FOLDER / "setup" / "freshness.yaml"


@dataclass(frozen=True)
class Limit:
    """The limit of one source: the column that dates its rows, and the most days that may have passed since the newest."""

    table: str
    column: str
    most_days: int
    owner: str

    @property
    def name(self) -> str:
        """What results call it."""
        return f"freshness.{self.table}"

    @property
    def words(self) -> str:
        """What must hold, in a sentence."""
        return f"The newest row of {self.table}, by {self.column}, lies at most {self.most_days} days behind the as-of day of the data."

    @property
    def fix(self) -> str:
        """What is to be done where it does not."""
        return f"Load what is newer, or set the limit: `manage.py quality freshness {self.table} DAYS`."

    def measure(self, place: Place, as_of: datetime.date) -> Measure:
        """What a run counts: one source, late or not. Rows that are dated ahead of the data do not make it fresh."""
        day = f"substr(held.{place.column}, 1, 10)"
        newest = f"select max({day}) as day from {place.source} and {day} <= :as_of_date"
        return Measure(
            name=self.name,
            kind="freshness",
            tier="completeness",
            severity="major",
            tolerance=0,
            owner=self.owner,
            fix=self.fix,
            table=self.table,
            violations=(
                f"select count(*) as violations, cast(null as bigint) as at_risk_cents from ({newest}) as newest "
                "where newest.day is null or newest.day < :oldest"
            ),
            population=f"select case when count(*) > 0 then 1 else 0 end as held from {place.source}",
            columns=(self.column,),
            values={"as_of_date": as_of.isoformat(), "oldest": (as_of - datetime.timedelta(days=self.most_days)).isoformat()},
        )


@cache
def declared_limits() -> Mapping[str, Limit]:
    """The limits that the desk comes with, by table."""
    found: Mapping[str, Mapping[str, Any]] = yaml.load(LIMITS.read_text(), Loader=yaml.CSafeLoader)
    return {table: Limit(table, **given) for table, given in found.items()}
