"""Config: everything that decides a world. The same config gives the same bytes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

PROFILES = ("easy", "normal", "hard", "plain")


@dataclass(frozen=True)
class Size:
    """How large a world is. `identified_journeys` are the sessions that are kept one by one."""

    customers: int
    orders: int
    products: int
    months: int
    identified_journeys: int


SIZES = {
    "small": Size(20_000, 60_000, 800, 24, 20_000),
    "medium": Size(100_000, 300_000, 1_500, 24, 100_000),
    "large": Size(300_000, 1_000_000, 3_000, 30, 300_000),
}


@dataclass(frozen=True)
class Config:
    """Seed, size, difficulty profile and the last day of a world; orders are aimed at, not hit exactly."""

    seed: int
    size: Size
    as_of: datetime.date
    profile: str = "normal"

    @property
    def first_day(self) -> datetime.date:
        """The day the shop opened."""
        months = self.as_of.year * 12 + self.as_of.month - 1 - self.size.months
        return datetime.date(months // 12, months % 12 + 1, 1)

    @property
    def days(self) -> int:
        """Number of days from the first to the as-of day, both included."""
        return (self.as_of - self.first_day).days + 1
