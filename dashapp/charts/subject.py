"""Subject: a drawing with its tables, and which of their columns are drawn, in whose words."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashapp import formats
from dashapp.charts.order import member_words
from dashapp.errors import UserError, near
from dashapp.page import Drawing
from dashapp.periods import Period
from dashapp.table import Column, Table

GRAINS = ("day", "week", "month", "quarter", "fiscal_month", "year")
COMPARISON_WORDS = {"previous": "Previous", "last_year": "Last year"}


@dataclass(frozen=True)
class Subject:
    """What is drawn: the current table first, then each comparison; money is in `currency`, text follows `locale`."""

    drawing: Drawing
    tables: Sequence[tuple[Period, Table]]
    currency: str
    locale: str

    @property
    def period(self) -> Period:
        """The period asked about."""
        return self.tables[0][0]

    @property
    def table(self) -> Table:
        """The answer for that period."""
        return self.tables[0][1]

    @cached_property
    def x(self) -> Column:
        """The column of positions: the drawing's x, else its first dimension, else the first column.

        A trend's step is the page's, so there it is the first column whatever its name.
        """
        given = self.drawing.x or (self.drawing.by[0] if self.drawing.by and not self.drawing.follows_grain else "")
        return self._column(given) if given else self.table.columns[0]

    @cached_property
    def series(self) -> Column | None:
        """The column that splits a drawing into series or rows: the drawing's y, else its second dimension."""
        given = self.drawing.y or (self.drawing.by[1] if len(self.drawing.by) > 1 else "")
        return self._column(given) if given else None

    @cached_property
    def values(self) -> tuple[Column, ...]:
        """The numeric columns that are measured."""
        if self.drawing.value:
            return (self._column(self.drawing.value),)
        dimensions = {self.x.name, self.series.name if self.series else ""} | set(self.drawing.by)
        return tuple(column for column in self.table.columns if column.numeric and column.name not in dimensions)

    @cached_property
    def value(self) -> Column:
        """The measured column."""
        if not self.values:
            raise UserError(f"The answer to draw has no numeric column. Its columns: {', '.join(c.name for c in self.table.columns)}.")
        return self.values[0]

    @property
    def grain(self) -> str:
        """The calendar step of x, or nothing when x is no calendar."""
        return self.x.name if self.x.name in GRAINS else "day" if self.x.type == "date" else ""

    @property
    def additive(self) -> bool:
        """Whether parts may be added up to a whole; distinct counts and ratios may not."""
        return bool(self.drawing.options.get("additive", self.value.type == "money"))

    def words(self, column: Column, member: object) -> str:
        """A member of a column as people say it: by its name where the table has one."""
        named = self._names[column.name].get(str(member)) or member_words(column.name, member)
        return formats.cohort(named, self.locale) if column.name == "cohort" else named

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        return {column.name: self.table.names(column.name) for column in self.table.columns}

    def text(self, value: object) -> str:
        """A measured value, shortened."""
        return formats.shown(value, self.value.type, self.currency, self.locale)

    def exact(self, value: object) -> str:
        """A measured value in full."""
        return formats.shown(value, self.value.type, self.currency, self.locale, exact=self.value.type != "ratio")

    def tick(self, value: float) -> str:
        """A measured value on an axis."""
        if self.value.type == "money":
            return formats.axis_money(value, self.currency, self.locale)
        if self.value.type == "ratio":
            return formats.ratio(value, self.locale, 0 if abs(value * 100 - round(value * 100)) < 1e-9 else 1)
        return formats.short_integer(value, self.locale, 1000) if value == int(value) else formats.decimal(value, self.locale, 1)

    def against(self, value: float | None, compared: float | None) -> str:
        """The change against a compared value, or nothing where there is none to compute."""
        if formats.missing(value) or formats.missing(compared) or value is None or not compared or compared < 0:
            return ""
        return formats.change(value / compared - 1, self.locale)

    def by_x(self, table: Table) -> dict[Any, float | None]:
        """Measured value at each x of a table."""
        return {record[self.x.name]: record[self.value.name] for record in table.records()}

    def _column(self, name: str) -> Column:
        names = [column.name for column in self.table.columns]
        if name not in names:
            raise UserError(f"The drawing {self.drawing.kind!r} names column {name!r}, which its answer does not have.{near(name, names)}")
        return self.table.column(name)


def comparison_words(period: Period) -> str:
    """A comparison in a word or two, for labels."""
    return COMPARISON_WORDS.get(period.name, "Compared")


def safe(value: object) -> str:
    """Text from data inside a figure, where plotly would otherwise read tags."""
    return html.escape(str(value), quote=False)


def clipped(value: object, most: int = 26) -> str:
    """The same, shortened to fit beside an axis."""
    text = str(value)
    return safe(text if len(text) <= most else text[: most - 1].rstrip() + "…")
