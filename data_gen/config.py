"""Config: everything that decides a world. The same config gives the same bytes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy

PROFILES = ("easy", "normal", "hard", "plain")
_NOISE = {"easy": 0.6, "normal": 1.0, "hard": 1.4, "plain": 0.0}


@dataclass(frozen=True)
class Size:
    """How large a world is. `identified_journeys` are the sessions that are kept one by one.

    Stock is counted and competitors' prices are looked at `pause` times less often than in a small shop.
    """

    customers: int
    orders: int
    products: int
    months: int
    identified_journeys: int
    pause: int = 1


SIZES = {
    "small": Size(20_000, 60_000, 800, 24, 20_000),
    "medium": Size(100_000, 300_000, 1_500, 24, 100_000),
    "large": Size(300_000, 1_000_000, 3_000, 30, 300_000, pause=4),
}


@dataclass(frozen=True)
class Config:
    """Seed, size, difficulty profile and the last day of a world; orders are aimed at, not hit exactly.

    last_hour: hours of the as-of day that are over; below 24 only when the world ends today. flaws: whether mistakes are planted into the
    finished tables.
    """

    seed: int
    size: Size
    as_of: datetime.date
    profile: str = "normal"
    last_hour: int = 24
    flaws: bool = False

    @property
    def first_day(self) -> datetime.date:
        """The day the shop opened."""
        months = self.as_of.year * 12 + self.as_of.month - 1 - self.size.months
        return datetime.date(months // 12, months % 12 + 1, 1)

    @property
    def days(self) -> int:
        """Number of days from the first to the as-of day, both included."""
        return (self.as_of - self.first_day).days + 1

    @property
    def plain(self) -> bool:
        """Whether customers buy by the bare process: no season, archetypes, reactivation or wholesale."""
        return self.profile == "plain"

    @property
    def noise(self) -> float:
        """What the standard deviation of unexplained movements is multiplied with."""
        return _NOISE[self.profile]

    @property
    def opening(self) -> numpy.datetime64:
        """The first day, as numpy counts days."""
        return numpy.datetime64(self.first_day, "D")

    @property
    def end(self) -> numpy.datetime64:
        """The first second after the world."""
        return numpy.datetime64(self.as_of, "s") + numpy.timedelta64(3600 * self.last_hour, "s")

    def dates(self, ahead: int = 0) -> numpy.ndarray:
        """Every day from the first to `ahead` days after the as-of day."""
        return self.opening + numpy.arange(self.days + ahead)
