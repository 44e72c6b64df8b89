"""The calendar: the shop's weeks and fiscal year, for every day that a comparison may reach."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from dashapp.periods import day_number
from dashapp.settings import Settings
from jobs.calendar import COLUMNS, calendar

DAY = day_number(datetime.date(2026, 3, 4))


def on(settings: Settings, day: str) -> dict[str, Any]:
    number = day_number(datetime.date.fromisoformat(day))
    return next(row for row in calendar(settings, number, number) if row["date_day"] == day)


def test_covers_a_year_on_both_sides_without_gaps(settings: Settings):
    days = calendar(settings, DAY, DAY + 10)
    assert [row["day_number"] for row in days] == list(range(DAY - 366, DAY + 10 + 367))
    assert tuple(days[0]) == tuple(COLUMNS)


def test_a_plain_day(settings: Settings):
    assert on(settings, "2026-03-04") == {
        "day_number": DAY,
        "date_day": "2026-03-04",
        "week_start": "2026-03-02",
        "month_start": "2026-03-01",
        "month_number": 2026 * 12 + 3,
        "quarter_start": "2026-01-01",
        "year_start": "2026-01-01",
        "year_number": 2026,
        "weekday_number": 3,
        "weekday_name": "Wednesday",
        "is_weekend": 0,
        "is_holiday": 0,
        "fiscal_year": 2026,
        "fiscal_quarter_start": "2026-01-01",
        "fiscal_month_start": "2026-03-01",
        "fiscal_year_start": "2026-01-01",
    }


@pytest.mark.parametrize(
    ("start", "day", "week", "number"),
    [("monday", "2026-03-01", "2026-02-23", 7), ("sunday", "2026-03-01", "2026-03-01", 1), ("saturday", "2026-03-01", "2026-02-28", 2)],
)
def test_the_week_begins_on_the_shops_first_day(settings: Settings, start: str, day: str, week: str, number: int):
    row = on(replace(settings, week_start=start), day)
    assert (row["week_start"], row["weekday_number"], row["weekday_name"], row["is_weekend"]) == (week, number, "Sunday", 1)


@pytest.mark.parametrize(
    ("month", "day", "year", "start", "quarter"),
    [
        (4, "2026-03-31", 2026, "2025-04-01", "2026-01-01"),
        (4, "2026-04-01", 2027, "2026-04-01", "2026-04-01"),
        (2, "2026-01-15", 2026, "2025-02-01", "2025-11-01"),
        (12, "2026-12-31", 2027, "2026-12-01", "2026-12-01"),
    ],
)
def test_a_fiscal_year_is_named_after_the_year_it_ends_in(settings: Settings, month: int, day: str, year: int, start: str, quarter: str):
    row = on(replace(settings, fiscal_year_start_month=month), day)
    assert (row["fiscal_year"], row["fiscal_year_start"], row["fiscal_quarter_start"]) == (year, start, quarter)


def test_the_end_of_time_is_no_error(settings: Settings):
    last = day_number(datetime.date.max)
    assert calendar(settings, last, last)[-1]["date_day"] == "9999-12-31"
    first = day_number(datetime.date.min)
    assert calendar(settings, first, first)[0]["year_number"] <= 2
