"""Holidays: the fixed ones, those that move with Easter or the weekday, and one that follows the moon."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pandas

from data_gen.shop import countries
from data_gen.world import World

Day = datetime.date
EVERYWHERE = "All"
_FIXED = {
    (1, 1): ("New Year's Day", countries()),
    (1, 26): ("Republic Day", ("India",)),
    (5, 1): ("Labour Day", ("Germany", "France", "India")),
    (7, 4): ("Independence Day", ("United States",)),
    (7, 14): ("Bastille Day", ("France",)),
    (8, 15): ("Independence Day", ("India",)),
    (10, 3): ("German Unity Day", ("Germany",)),
    (11, 1): ("All Saints' Day", ("France",)),
    (12, 25): ("Christmas Day", countries()),
    (12, 26): ("Boxing Day", ("United Kingdom", "Germany")),
}
_AFTER_EASTER = {
    -2: ("Good Friday", ("United Kingdom", "Germany", "India")),
    0: ("Easter Sunday", ("United Kingdom", "Germany", "France")),
    1: ("Easter Monday", ("United Kingdom", "Germany", "France")),
    39: ("Ascension Day", ("Germany", "France")),
    50: ("Whit Monday", ("Germany", "France")),
}
# Diwali follows the lunisolar calendar of India; its days are published years ahead.
DIWALI = {
    2019: (10, 27), 2020: (11, 14), 2021: (11, 4), 2022: (10, 24), 2023: (11, 12), 2024: (10, 31), 2025: (10, 20), 2026: (11, 8),
    2027: (10, 29), 2028: (10, 17), 2029: (11, 5), 2030: (10, 26), 2031: (11, 14), 2032: (11, 2),
}  # fmt: skip


def holidays(world: World) -> None:
    """Make the holidays of every calendar year that the world touches, and of the next one if 90 days ahead reach into it."""
    years = range(world.config.first_day.year, (world.config.as_of + datetime.timedelta(90)).year + 1)
    rows = [row for year in years for row in _year(year)]
    frame = pandas.DataFrame(rows, columns=["holiday_date", "country", "holiday", "is_public"])
    frame["holiday_date"] = frame["holiday_date"].map(Day.isoformat)
    world.tables["holidays"] = frame.sort_values(["holiday_date", "country", "holiday"], ignore_index=True)


def easter(year: int) -> Day:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return Day(year, month, day + 1)


def black_friday(year: int) -> Day:
    """The day after the fourth Thursday of November."""
    first = Day(year, 11, 1)
    return first + datetime.timedelta((3 - first.weekday()) % 7 + 22)


def diwali(year: int) -> Day | None:
    """The day of Diwali, where it is known."""
    return Day(year, *DIWALI[year]) if year in DIWALI else None


def _year(year: int) -> Iterator[tuple[Day, str, str, int]]:
    for (month, day), (name, observed) in _FIXED.items():
        yield from ((Day(year, month, day), country, name, 1) for country in observed)
    for after, (name, observed) in _AFTER_EASTER.items():
        yield from ((easter(year) + datetime.timedelta(after), country, name, 1) for country in observed)
    yield black_friday(year) - datetime.timedelta(1), "United States", "Thanksgiving", 1
    yield black_friday(year), EVERYWHERE, "Black Friday", 0
    yield black_friday(year) + datetime.timedelta(3), EVERYWHERE, "Cyber Monday", 0
    lights = diwali(year)
    if lights:
        yield lights, "India", "Diwali", 1
