"""The cover sheet: what was asked, by whom, of which data; nobody should have to guess where a number came from."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from dashapp.filters import Filters
from dashapp.periods import WEEKS_IN_A_YEAR, Period

PRODUCT = "Tallyroom"
DEMO_SHOP = "Demo shop"
_BASES = {
    "event": "Event date: a return counts on the day it was processed",
    "order": "Order date: a return counts on the day of its order",
}


@dataclass(frozen=True)
class Cover:
    """Everything that the numbers of an export depend on. `made_at` is aware of its zone; it is printed in UTC."""

    shop_name: str
    title: str
    question: str
    user_name: str
    made_at: datetime.datetime
    filters: Filters
    as_of: datetime.date
    version: int
    reporting_currency: str
    masking: str = ""
    is_demo: bool = False
    number: int = 0
    sensitivity: str = ""
    left_out: tuple[str, ...] = ()
    checks: str = ""

    def lines(self) -> list[tuple[str, str]]:
        """Label and words of every line, in reading order."""
        made = self.made_at.astimezone(datetime.UTC)
        demo = [(DEMO_SHOP, "These are numbers of an invented shop")] if self.is_demo else []
        return [
            *demo,
            ("Shop", self.shop_name),
            ("Title", self.title),
            ("Question", self.question),
            ("Made by", self.user_name),
            ("Made at (UTC)", f"{made:%Y-%m-%d %H:%M:%S}"),
            ("Data as of", self.as_of.isoformat()),
            ("Data version", str(self.version)),
            *([("Checks of the data", self.checks)] if self.checks else []),
            ("Period", _selected(self.filters.period(self.as_of))),
            *_comparisons(self.filters.comparisons(self.as_of)),
            *_dimensions(self.filters),
            ("Date basis", _BASES[self.filters.basis]),
            ("Currency", _currency(self.filters.currency, self.reporting_currency)),
            ("Masking", self.masking or "none"),
            *_register(self),
        ]


def _register(cover: Cover) -> list[tuple[str, str]]:
    """Which entry of the export register this is, and what it should not be shown to whom."""
    entry = [("Export", f"Number {cover.number} of the register"), ("Sensitivity", cover.sensitivity)] if cover.number else []
    return [*entry, ("Left out", "; ".join(cover.left_out))] if cover.left_out else entry


def _comparisons(periods: tuple[Period, ...]) -> list[tuple[str, str]]:
    return [("Compared with", _compared(period)) for period in periods] or [("Compared with", "nothing")]


def _dimensions(filters: Filters) -> list[tuple[str, str]]:
    chosen = filters.dimensions().items()
    return [(f"Filter: {name.replace('_', ' ')}", "; ".join(values)) for name, values in chosen] or [("Filters", "none")]


def _selected(period: Period) -> str:
    return f"{_days(period)}{', not over yet' if period.partial else ''}"


def _compared(period: Period) -> str:
    names = {"previous": "Period before: ", "last_year": f"Last year ({WEEKS_IN_A_YEAR} weeks earlier): "}
    cut = ", cut to the same elapsed share" if period.partial else ""
    return f"{names.get(period.name, '')}{_days(period)}{cut}"


def _days(period: Period) -> str:
    count = f"{period.days} day{'' if period.days == 1 else 's'}"
    return f"{period.words} ({period.first} to {period.last}, {count})"


def _currency(selected: str | None, reporting: str) -> str:
    if selected is None:
        return f"{reporting} (reporting currency, all transactions)"
    return f"{selected} (only transactions in {selected})"
