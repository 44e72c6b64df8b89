"""dim_date: one row a day, with the shop's weeks and fiscal year. Queries join it instead of calling date functions."""

from __future__ import annotations

import datetime
from collections.abc import Container
from typing import Any

from dashapp.periods import day_number, day_of
from dashapp.settings import WEEKDAYS, Settings

MARGIN_DAYS = 366
COLUMNS = {
    "day_number": "bigint",
    "date_day": "text",
    "week_start": "text",
    "month_start": "text",
    "month_number": "bigint",
    "quarter_start": "text",
    "year_start": "text",
    "year_number": "bigint",
    "weekday_number": "bigint",
    "weekday_name": "text",
    "is_weekend": "bigint",
    "is_holiday": "bigint",
    "fiscal_year": "bigint",
    "fiscal_quarter_start": "text",
    "fiscal_month_start": "text",
    "fiscal_year_start": "text",
}


def calendar(settings: Settings, first_day: int, last_day: int, holidays: Container[str] = ()) -> list[dict[str, Any]]:
    """The days from a year before the first to a year after the last, as far as there are years.

    holidays: the days, as ISO text, that are a public holiday in some country of the shop.
    """
    first = max(first_day - MARGIN_DAYS, day_number(datetime.date.min) + 366)
    last = min(last_day + MARGIN_DAYS, day_number(datetime.date.max))
    week, month = WEEKDAYS.index(settings.week_start), settings.fiscal_year_start_month
    return [_row(day_of(number), number, week, month, holidays) for number in range(first, last + 1)]


def _row(day: datetime.date, number: int, week_start: int, fiscal_month: int, holidays: Container[str]) -> dict[str, Any]:
    """A fiscal year is named after the calendar year it ends in."""
    weekday = (day.weekday() - week_start) % 7
    fiscal = (day.month - fiscal_month) % 12
    return {
        "day_number": number,
        "date_day": day.isoformat(),
        "week_start": (day - datetime.timedelta(days=weekday)).isoformat(),
        "month_start": day.replace(day=1).isoformat(),
        "month_number": day.year * 12 + day.month,
        "quarter_start": _months_before(day, (day.month - 1) % 3),
        "year_start": _months_before(day, day.month - 1),
        "year_number": day.year,
        "weekday_number": weekday + 1,
        "weekday_name": WEEKDAYS[day.weekday()].capitalize(),
        "is_weekend": int(day.weekday() >= WEEKDAYS.index("saturday")),
        "is_holiday": int(day.isoformat() in holidays),
        "fiscal_year": day.year + int(fiscal_month > 1 and day.month >= fiscal_month),
        "fiscal_quarter_start": _months_before(day, fiscal % 3),
        "fiscal_month_start": day.replace(day=1).isoformat(),
        "fiscal_year_start": _months_before(day, fiscal),
    }


def _months_before(day: datetime.date, months: int) -> str:
    """The first day of the month that many months earlier."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, 1).isoformat()
