"""Filters <-> query string. The URL is the truth about the filters; everything else is derived from it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from dashapp.errors import UserError, near
from dashapp.periods import COMPARISONS, Period, compared, custom, parse_day

DIMENSIONS = ("category", "brand", "channel", "platform", "region", "country", "payment_method", "product", "customer", "segment",
              "marketing_channel", "campaign", "influencer", "vendor", "warehouse", "carrier")  # fmt: skip
BASES = ("event", "order")
GRAINS = ("day", "week", "month", "quarter", "fiscal_month")
MOST_COMPARISONS = 2
NO_COMPARISON = "none"
DEFAULT_DAYS = 30


@dataclass(frozen=True)
class Filters:
    """What a page is filtered by. Both dates are inclusive; None means the default, which counts from the as-of day.

    compare: at most two of previous, last_year, FROM..TO. Each dimension: a tuple of values, empty for all.
    currency: None is the reporting currency; a code selects that transaction currency and only its rows.
    basis: event (a return counts on its processing day) or order (on the day of the order it belongs to).
    grain: the calendar step of trends, None for one that fits the range. default_days: of the period, where no day is given.
    """

    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    compare: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    payment_method: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    marketing_channel: tuple[str, ...] = ()
    campaign: tuple[str, ...] = ()
    influencer: tuple[str, ...] = ()
    vendor: tuple[str, ...] = ()
    warehouse: tuple[str, ...] = ()
    carrier: tuple[str, ...] = ()
    currency: str | None = None
    basis: str = "event"
    grain: str | None = None
    default_days: int = DEFAULT_DAYS

    @classmethod
    def from_search(cls, search: str, default_compare: tuple[str, ...] = ()) -> Filters:
        """Parse a query string, with or without its question mark. Unknown parameters are ignored (links carry
        utm_* and the like); a bad value of a known one raises UserError naming the parameter and what is allowed.
        `default_compare` holds where compare is not given; compare=none means no comparison.
        """
        return cls.from_pairs(parse_qs(search.removeprefix("?"), keep_blank_values=False), default_compare)

    @classmethod
    def from_pairs(cls, given: Mapping[str, Iterable[str]], default_compare: tuple[str, ...] = ()) -> Filters:
        """The same from parameter names to lists of values."""
        lists = {name: tuple(values) for name, values in given.items()}
        dimensions: dict[str, Any] = {name: tuple(dict.fromkeys(lists.get(name, ()))) for name in DIMENSIONS}
        filters = cls(
            date_from=_day(lists, "from"),
            date_to=_day(lists, "to"),
            compare=_comparisons(lists.get("compare", default_compare)),
            currency=_currency(lists),
            basis=_one(lists, "basis", BASES) or "event",
            grain=_one(lists, "grain", GRAINS),
            **dimensions,
        )
        if filters.date_from and filters.date_to and filters.date_to < filters.date_from:
            raise UserError(f"from is {filters.date_from} and to is {filters.date_to}. The first day must not be after the last.")
        return filters

    def to_pairs(self) -> list[tuple[str, str]]:
        """The parameters that differ from the defaults, in a fixed order; a list repeats its key."""
        pairs: list[tuple[str, str]] = []
        if self.date_from:
            pairs.append(("from", self.date_from.isoformat()))
        if self.date_to:
            pairs.append(("to", self.date_to.isoformat()))
        pairs += [("compare", value) for value in self.compare]
        pairs += [(name, value) for name in DIMENSIONS for value in getattr(self, name)]
        if self.currency:
            pairs.append(("currency", self.currency))
        if self.basis != "event":
            pairs.append(("basis", self.basis))
        if self.grain:
            pairs.append(("grain", self.grain))
        return pairs

    def to_search(self) -> str:
        """The query string with its question mark, or nothing when every filter has its default."""
        pairs = self.to_pairs()
        return "?" + urlencode(pairs) if pairs else ""

    def dimensions(self) -> dict[str, tuple[str, ...]]:
        """The dimensions that are filtered, with their values."""
        return {name: getattr(self, name) for name in DIMENSIONS if getattr(self, name)}

    def only(self, names: Iterable[str]) -> Filters:
        """The same with every dimension cleared that a page does not filter by."""
        cleared: dict[str, Any] = dict.fromkeys(set(DIMENSIONS) - set(names), ())
        return replace(self, **cleared)

    def period(self, as_of: datetime.date) -> Period:
        """The selected period: by default the 30 days, or as many as the page says, that end on the as-of day."""
        last = self.date_to or as_of
        first = self.date_from or (last - datetime.timedelta(days=self.default_days - 1))
        if last < first:
            raise UserError(f"from is {first}, after {last}. Choose an earlier first day, or a last day too.")
        return Period(first, last, "current", partial=first <= as_of < last)

    def comparisons(self, as_of: datetime.date) -> tuple[Period, ...]:
        """The periods compared with, in the order chosen."""
        current = self.period(as_of)
        return tuple(compared(current, name, as_of) for name in self.compare)


def _day(lists: Mapping[str, tuple[str, ...]], name: str) -> datetime.date | None:
    return parse_day(lists[name][0], name) if lists.get(name) else None


def _one(lists: Mapping[str, tuple[str, ...]], name: str, allowed: tuple[str, ...]) -> str | None:
    values = lists.get(name)
    if not values:
        return None
    if values[0] not in allowed:
        raise UserError(f"{name} is {values[0]!r}.{near(values[0], allowed)}")
    return values[0]


def _currency(lists: Mapping[str, tuple[str, ...]]) -> str | None:
    values = lists.get("currency")
    if not values:
        return None
    code = values[0].upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise UserError(f"currency is {values[0]!r}. It must be a three-letter code such as EUR.")
    return code


def _comparisons(values: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(value for value in dict.fromkeys(values) if value != NO_COMPARISON)
    if len(chosen) > MOST_COMPARISONS:
        raise UserError(f"compare is given {len(chosen)} times. At most {MOST_COMPARISONS} comparisons are shown at once.")
    for value in chosen:
        if value not in COMPARISONS:
            custom(value)
    return chosen
