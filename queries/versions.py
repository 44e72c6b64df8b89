"""Versions: which published build of the warehouse answers, and what counts as today in it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from dashapp.errors import NoData
from dashapp.periods import Period
from dashapp.settings import Settings

CURRENT = (
    "select version, published_at, as_of_date, reporting_currency, first_date, last_date, row_counts, unlinked_returns, is_demo"
    " from warehouse_versions order by version desc limit 1"
)


@dataclass(frozen=True)
class Version:
    """One published build. `as_of` is the stored day unless AS_OF_DATE overrides it; is_demo: whether it shows the demo shop."""

    version: int
    published_at: str
    as_of: datetime.date
    currency: str
    first_date: datetime.date
    last_date: datetime.date
    row_counts: Mapping[str, int]
    unlinked_returns: int
    is_demo: bool

    def __str__(self) -> str:
        """What was published, in a sentence."""
        what = f"version {self.version}{', the demo shop' if self.is_demo else ''}"
        return (
            f"Published {what}: data from {self.first_date} to {self.last_date}, as of {self.as_of}, in {self.currency}; "
            f"{self.unlinked_returns:,} returns name no order that was found."
        )

    @property
    def history(self) -> Period:
        """Every day that the facts cover, up to the as-of day at least."""
        return Period(self.first_date, max(self.last_date, self.as_of), "history")


def version_from(row: Sequence[Any] | None, settings: Settings) -> Version:
    """The version of one row of warehouse_versions; NoData when there is none."""
    if row is None:
        raise no_data()
    number, published, as_of, currency, first, last, counts, unlinked, is_demo = row
    day = datetime.date.fromisoformat
    today = settings.as_of_date or day(as_of)
    return Version(int(number), published, today, currency, day(first), day(last), orjson.loads(counts), int(unlinked), bool(is_demo))


def no_data() -> NoData:
    """The error that says nothing has been published."""
    return NoData("There is no data yet. Import order files with `manage.py import FILES --map NAME`.")
