"""Periods: inclusive ranges of the shop's local days, and what a period is compared with."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from dashapp.errors import UserError

COMPARISONS = ("previous", "last_year")
WEEKS_IN_A_YEAR = 52
LONGEST_YEAR = 366
_EPOCH = datetime.date(1970, 1, 1)


def day_number(day: datetime.date) -> int:
    """Days since 1970-01-01, the integer that facts carry."""
    return (day - _EPOCH).days


def day_of(number: int) -> datetime.date:
    """The day of a day number."""
    return _EPOCH + datetime.timedelta(days=number)


def months(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The first day of every month that is over on the last day, from the month of the first day on."""
    after = last + datetime.timedelta(days=1)
    numbers = range(first.year * 12 + first.month - 1, after.year * 12 + after.month - 1)
    return [datetime.date(number // 12, number % 12 + 1, 1) for number in numbers]


def parse_day(text: str, name: str) -> datetime.date:
    """YYYY-MM-DD as a day; UserError naming the parameter otherwise."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{name} is {text!r}. It must be a day written YYYY-MM-DD.") from None


@dataclass(frozen=True)
class Period:
    """First and last day, both inclusive. `name` is current, previous, last_year or FROM..TO.

    `partial` says that the period asked for is not over, so a comparison was cut to the same elapsed days.
    """

    first: datetime.date
    last: datetime.date
    name: str = "current"
    partial: bool = False

    @property
    def days(self) -> int:
        """How many days the period holds."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """The period as people write it: '1-30 Sep 2026', '28 Aug - 3 Sep 2026'."""
        first, last = self.first, self.last
        end = f"{last.day} {last:%b %Y}"
        if first == last:
            return end
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{end}"
        start = f"{first.day} {first:%b}" if first.year == last.year else f"{first.day} {first:%b %Y}"
        return f"{start} – {end}"

    @property
    def brief(self) -> str:
        """The same without its years, for a card: '31 Dec – 29 Jan'; of more than a year the months: 'Dec 2024 – Nov 2026'."""
        first, last = self.first, self.last
        if self.days > LONGEST_YEAR:
            return f"{first:%b %Y} – {last:%b %Y}"
        if first == last:
            return f"{last.day} {last:%b}"
        start = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else f"{first.day} {first:%b} "
        return f"{start}–{'' if start.isdigit() else ' '}{last.day} {last:%b}"

    def shifted(self, days: int, name: str) -> Period:
        """The same length, moved by a number of days."""
        move = datetime.timedelta(days=days)
        return Period(self.first + move, self.last + move, name, self.partial)


def compared(current: Period, comparison: str, as_of: datetime.date) -> Period:
    """The period that `current` is compared with.

    previous: the same number of days just before. last_year: 52 weeks earlier, so that weekdays meet weekdays.
    FROM..TO: those days. When `current` runs past the as-of day, only its elapsed days exist; the comparison is cut
    to the same elapsed share of its own days and marked partial.
    """
    if comparison == "previous":
        whole = current.shifted(-current.days, comparison)
    elif comparison == "last_year":
        whole = current.shifted(-7 * WEEKS_IN_A_YEAR, comparison)
    else:
        first, last = custom(comparison)
        whole = Period(first, last, comparison)
    elapsed = (min(current.last, as_of) - current.first).days + 1
    if not 0 < elapsed < current.days:
        return whole
    share = max(1, (2 * elapsed * whole.days + current.days) // (2 * current.days))
    return Period(whole.first, whole.first + datetime.timedelta(days=share - 1), comparison, partial=True)


def custom(comparison: str) -> tuple[datetime.date, datetime.date]:
    """The two days of FROM..TO; UserError naming what is allowed otherwise."""
    first, separator, last = comparison.partition("..")
    if not separator:
        raise UserError(f"compare is {comparison!r}. Allowed: {', '.join(COMPARISONS)} or YYYY-MM-DD..YYYY-MM-DD.")
    start, end = parse_day(first, "compare"), parse_day(last, "compare")
    if end < start:
        raise UserError(f"compare is {comparison!r}. The first day must not be after the last.")
    return start, end
