"""The natural order of members that are no amounts: weekdays, hours, scores; and the hours of a day in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

Item = TypeVar("Item")

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PLACES = {name[:3].lower(): place for place, name in enumerate(WEEKDAYS, start=1)}


def member_words(dimension: str, member: Any) -> str:
    """A member that has no name of its own, as people say it: hour 9 is 09:00, a first order is of somebody new."""
    if dimension == "hour" and str(member).isdigit():
        return f"{int(member):02d}:00"
    if dimension == "is_first":
        return "New" if str(member) == "1" else "Returning"
    return str(member)


def in_order(items: Iterable[Item], key: Callable[[Item], Any]) -> list[Item]:
    """Weekdays from Monday, numbers by size, dates by time, other text as it came."""
    found = list(items)
    members = [str(key(item)) for item in found]
    if members and all(member[:3].lower() in _PLACES for member in members):
        return sorted(found, key=lambda item: _PLACES[str(key(item))[:3].lower()])
    if members and all(_is_number(member) for member in members):
        return sorted(found, key=lambda item: float(key(item)))
    return sorted(found, key=lambda item: str(key(item))) if members and all(_is_day(member) for member in members) else found


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _is_day(text: str) -> bool:
    return len(text) >= 10 and text[4:8:3] == "--" and text[:4].isdigit()
