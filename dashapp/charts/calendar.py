"""Steps of a calendar axis: every step between the first and the last, so that a day without sales is drawn as one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from dashapp import formats
from dashapp.periods import Period

_MONTHS = {"month": 1, "fiscal_month": 1, "quarter": 3, "year": 12}


def steps(period: Period, last: datetime.date, grain: str, seen: Iterable[str]) -> list[str]:
    """The starts of all steps from the period's first day to `last`, as ISO text.

    `seen` are starts that occur: they tell on which weekday a week, or in which month a quarter, begins.
    """
    starts = sorted(seen)
    if not starts:
        return []
    first = min(datetime.date.fromisoformat(starts[0]), period.first)
    step = _start_at(datetime.date.fromisoformat(starts[0]), first, grain)
    found = []
    while step <= max(last, datetime.date.fromisoformat(starts[-1])):
        found.append(step.isoformat())
        step = following(step, grain)
    return found


def following(start: datetime.date, grain: str) -> datetime.date:
    """The start of the next step."""
    if grain in _MONTHS:
        return _moved(start, _MONTHS[grain])
    return start + datetime.timedelta(days=7 if grain == "week" else 1)


def unfinished(start: str, grain: str, last: datetime.date) -> bool:
    """Whether the step that begins at `start` runs past the last day there is."""
    return following(datetime.date.fromisoformat(start), grain) - datetime.timedelta(days=1) > last


def tick(start: str, grain: str, locale: str) -> str:
    """A step on an axis: '7 Dec', 'Dec 2026', 'Q4 2026', '2026'."""
    if grain in ("month", "fiscal_month"):
        return formats.month(start, locale)
    if grain == "quarter":
        return formats.quarter(start)
    return start[:4] if grain == "year" else formats.day(start, locale, year=False)


def _start_at(known: datetime.date, first: datetime.date, grain: str) -> datetime.date:
    """The step start on or before `first`, from one start that is known."""
    while known > first:
        known = _moved(known, -_MONTHS[grain]) if grain in _MONTHS else known - datetime.timedelta(days=7 if grain == "week" else 1)
    return known


def _moved(day: datetime.date, months: int) -> datetime.date:
    count = day.year * 12 + day.month - 1 + months
    return day.replace(year=count // 12, month=count % 12 + 1)
