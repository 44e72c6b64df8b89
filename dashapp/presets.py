"""Date presets. They count from the as-of day of the data, never from the clock."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """A named range; both days inclusive."""

    name: str
    title: str
    first: datetime.date
    last: datetime.date


def presets(as_of: datetime.date, first_date: datetime.date, fiscal_start_month: int) -> list[Preset]:
    """Every preset for data that begin on first_date and are known up to as_of."""
    month = as_of.replace(day=1)
    last_month_end = month - datetime.timedelta(days=1)
    quarter = as_of.replace(month=3 * ((as_of.month - 1) // 3) + 1, day=1)
    fiscal = fiscal_year_start(as_of, fiscal_start_month)
    return [
        Preset("last_7", "Last 7 days", _days_ago(as_of, 6), as_of),
        Preset("last_30", "Last 30 days", _days_ago(as_of, 29), as_of),
        Preset("last_90", "Last 90 days", _days_ago(as_of, 89), as_of),
        Preset("this_month", "This month", month, _month_end(month)),
        Preset("last_month", "Last month", last_month_end.replace(day=1), last_month_end),
        Preset("this_quarter", "This quarter", quarter, _month_end(_months_later(quarter, 2))),
        Preset("this_year", "This year", as_of.replace(month=1, day=1), as_of.replace(month=12, day=31)),
        Preset("fiscal_year", "This fiscal year", fiscal, _month_end(_months_later(fiscal, 11))),
        Preset("last_fiscal_year", "Last fiscal year", _months_later(fiscal, -12), fiscal - datetime.timedelta(days=1)),
        Preset("all", "All time", first_date, as_of),
    ]


def fiscal_year_start(day: datetime.date, start_month: int) -> datetime.date:
    """First day of the fiscal year that holds the day."""
    year = day.year if day.month >= start_month else day.year - 1
    return datetime.date(year, start_month, 1)


def _days_ago(day: datetime.date, days: int) -> datetime.date:
    return day - datetime.timedelta(days=days)


def _months_later(first: datetime.date, months: int) -> datetime.date:
    number = first.year * 12 + first.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)


def _month_end(first: datetime.date) -> datetime.date:
    return _months_later(first, 1) - datetime.timedelta(days=1)
