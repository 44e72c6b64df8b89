"""Supplied: the parameters that filters and the data version know, so that no caller has to give them."""

from __future__ import annotations

from typing import Any

from dashapp.filters import Filters
from dashapp.periods import Period, day_number
from queries.versions import Version

# The parameter of each filtered dimension is its plural.
LISTS = {
    "category": "categories",
    "brand": "brands",
    "channel": "channels",
    "platform": "platforms",
    "region": "regions",
    "country": "countries",
    "payment_method": "payment_methods",
    "product": "products",
    "customer": "customers",
    "segment": "segments",
    "marketing_channel": "marketing_channels",
    "campaign": "campaigns",
    "influencer": "influencers",
    "vendor": "vendors",
    "warehouse": "warehouses",
    "carrier": "carriers",
}


_DAYS = tuple(f"{which}{edge}" for which in ("", "calendar_") for edge in ("day_from", "day_to", "date_from", "date_to"))
SUPPLIED = frozenset((*LISTS.values(), *_DAYS, "currency", "money", "basis", "as_of_date", "as_of_day"))


def supplied(version: Version, filters: Filters, period: Period) -> dict[str, Any]:
    """Every parameter that is known without being asked for, absent ones as None."""
    code = transaction_currency(filters, version)
    values: dict[str, Any] = {plural: getattr(filters, name) or None for name, plural in LISTS.items()}
    values.update(_days("", period), currency=code, money="local_" if code else "", basis=filters.basis)
    values.update(_days("calendar_", _calendar(period, version)))
    values.update(as_of_date=version.as_of.isoformat(), as_of_day=day_number(version.as_of))
    return values


def period_of(version: Version, filters: Filters | None) -> Period:
    """The selected period; without filters the whole history."""
    return version.history if filters is None else filters.period(version.as_of)


def transaction_currency(filters: Filters, version: Version) -> str | None:
    """The transaction currency chosen, None for the reporting currency."""
    return filters.currency if filters.currency != version.currency else None


def _calendar(period: Period, version: Version) -> Period:
    """The days of a period that the data covers: no trend draws zeros for days that are not over."""
    history = version.history
    return Period(max(period.first, history.first), min(period.last, history.last))


def _days(prefix: str, period: Period) -> dict[str, Any]:
    first, last = period.first, period.last
    return {
        f"{prefix}day_from": day_number(first),
        f"{prefix}day_to": day_number(last),
        f"{prefix}date_from": first.isoformat(),
        f"{prefix}date_to": last.isoformat(),
    }
