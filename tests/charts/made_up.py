"""Small tables for figures: made up, except for the shapes that queries answer with."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import pandas

from dashapp.periods import Period
from dashapp.table import Column, Source, Table

DAY, WEEK = Column("day", "Day", "date"), Column("week", "Week", "date")
CATEGORY = Column("category", "Category", "text")
NET, ORDERS, RATE = Column("net_sales", "Net sales", "money"), Column("orders", "Orders", "integer"), Column("rate", "Return rate", "ratio")
WEEKDAY, NAME, HOUR = (
    Column("weekday", "Weekday", "integer"),
    Column("weekday_name", "Weekday name", "text"),
    Column("hour", "Hour", "integer"),
)
SOURCE = Source("sales.made_up", "select 1", {}, 1, "2021-12-09", "GBP", 3.2, (), 12, False, "sqlite")
CURRENT = Period(datetime.date(2021, 12, 3), datetime.date(2021, 12, 9))
PREVIOUS = Period(datetime.date(2021, 11, 26), datetime.date(2021, 12, 2), "previous")


def table(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> Table:
    """A table of these rows."""
    return Table(tuple(columns), pandas.DataFrame(list(rows), columns=[column.name for column in columns]), SOURCE)


def daily(period: Period, values: Sequence[float | None], column: Column = NET) -> tuple[Period, Table]:
    """One value a day from the period's first day; None leaves the day out."""
    days = [(period.first + datetime.timedelta(days=at)).isoformat() for at in range(len(values))]
    return period, table([DAY, column], [(day, value) for day, value in zip(days, values, strict=True) if value is not None])


def categories(values: dict[str, float | None], column: Column = NET, period: Period = CURRENT) -> tuple[Period, Table]:
    """One value a category."""
    return period, table([CATEGORY, column], list(values.items()))
